import type { PolicyRule } from '../../../model/rbac.ts';
import { wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import type { Control } from '../../control.ts';
import { judgeRights } from '../../judge-rights.ts';

export const control: Control = {
  id: 'cluster/nodes-and-tokens',
  title: 'Nobody mints credentials of others or goes past the API server to the nodes',
  severity: 'high',
  evaluate: (facts) =>
    judgeRights(facts, {
      severity: 'high',
      holds: 'no role in view lets its holder mint tokens, approve client certificates or reach kubelets',
      concerns: (rule) => wildcardOf(rule) === undefined && meansOf(rule).length > 0,
      opens: ['ID-TOKEN', 'ND-PROXY', 'ID-CSR'],
      says: (role, rule) => `${role} lets its holder ${meansOf(rule).join(' and ')}.`,
    }),
};

function meansOf(rule: PolicyRule): readonly string[] {
  if (rule.resourceNames.length > 0 && !rule.verbs.includes('approve')) return [];
  const has = (verbs: readonly string[], group: string, resources: readonly string[]): boolean =>
    (rule.verbs.includes('*') || verbs.some((verb) => rule.verbs.includes(verb))) &&
    (rule.apiGroups.includes('*') || rule.apiGroups.includes(group)) &&
    resources.some((resource) => rule.resources.includes(resource));
  const means: string[] = [];
  if (has(['create'], '', ['serviceaccounts/token', '*/token']))
    means.push('mint a token of any service account');
  if (has(['get', 'create'], '', ['nodes/proxy', '*/proxy']))
    means.push('run commands in any pod of a node through its kubelet, past audit and admission');
  if (has(['approve'], 'certificates.k8s.io', ['signers']) && signsClients(rule))
    means.push('approve client certificates of any user');
  return means;
}

function signsClients({ resourceNames }: PolicyRule): boolean {
  return (
    resourceNames.length === 0 ||
    resourceNames.some((name) => name === 'kubernetes.io/kube-apiserver-client' || name === 'kubernetes.io/*')
  );
}
