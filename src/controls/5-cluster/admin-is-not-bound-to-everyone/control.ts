import type { Severity } from '../../../model/verdict.ts';
import { subjectText } from '../../../stages/5-cluster/ask/names.ts';
import { type Holder, isEveryone } from '../../../stages/5-cluster/holders.ts';
import { changesThatCount, readsSecrets } from '../../../stages/5-cluster/rule-power.ts';
import { type ClusterFinding, type ClusterView, subjectOf } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/admin-is-not-bound-to-everyone',
  title: 'Nothing that counts is given to everybody',
  severity: 'critical',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],
      holds: 'no binding in view gives everybody anything that counts',
      find: boundToEveryone,
    }),
};

function boundToEveryone(view: ClusterView): readonly ClusterFinding[] {
  const { cluster, authorizer } = view;
  return cluster.bindings.flatMap((binding) => {
    const role = authorizer.roleOf(binding);
    const subjects = binding.subjects.filter(isEveryone);
    const [first] = subjects;
    if (role === undefined || first === undefined) return [];
    const namespace = binding.kind === 'ClusterRoleBinding' ? null : (binding.namespace ?? '');
    const grants = role.rules.flatMap((rule) => {
      const severity = gravityOf(rule, namespace);
      return severity === undefined ? [] : [{ rule, severity }];
    });
    const worst = grants.find(({ severity }) => severity === 'critical') ?? grants[0];
    if (worst === undefined) return [];
    const holders = subjects.map(
      (subject): Holder => ({
        binding,
        role,
        rule: worst.rule,
        namespace,
        subject,
        who: subject,
        kind: 'everyone',
      }),
    );
    const names = subjects.map(subjectText).join(', ');
    const where = namespace === null ? 'in the whole cluster' : `in namespace ${namespace}`;
    const what = worst.severity === 'critical' ? 'change what counts, or read Secrets,' : 'look at objects';
    return [
      {
        subject: subjectOf(binding),
        message: `${subjectOf(binding)} lets ${names} ${what} ${where}, by ${subjectOf(role)}.`,
        location: first.at,
        severity: isOpenToAll(first.name) ? worst.severity : softened(worst.severity),
        holders,
      },
    ];
  });
}

/** `undefined` for what everybody may have: questions about oneself, paths of health and discovery. */
function gravityOf(rule: Parameters<typeof readsSecrets>[0], namespace: string | null): Severity | undefined {
  if (changesThatCount(rule) || readsSecrets(rule)) return 'critical';
  const reads = rule.verbs.some((verb) => ['get', 'list', 'watch', '*'].includes(verb));
  if (!reads || rule.apiGroups.length === 0 || rule.resourceNames.length > 0) return undefined;
  return namespace === null ? 'medium' : 'low';
}

function isOpenToAll(name: string): boolean {
  return name === 'system:unauthenticated' || name === 'system:anonymous';
}

/** Whoever signs in is somebody, whoever looks only looks. */
function softened(severity: Severity): Severity {
  return severity === 'medium' ? 'low' : severity;
}
