import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../../model/rbac.ts';
import type { HeldRule } from '../authorizer.ts';
import { escalations, PRIMITIVES } from './escalations.ts';
import type { Need } from './need.ts';
import type { Surroundings } from './primitive.ts';

const at = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
const around: Surroundings = {
  argocd: ['argocd'],
  flux: ['flux-system'],
  privileged: new Set(['kube-system', 'flux-system']),
  isPowerful: (name) => name !== 'view',
};

function held(content: Partial<PolicyRule>, namespace: string | null = null): HeldRule {
  const rule = {
    verbs: [],
    apiGroups: [''],
    resources: [],
    resourceNames: [],
    nonResourceURLs: [],
    at,
    ...content,
  };
  const role = { kind: 'ClusterRole', name: 'r', rules: [rule], labels: {}, annotations: {}, at } as const;
  const subject = { kind: 'User', name: 'ann', at } as const;
  const rest = { name: 'b', roleRef: role, subjects: [subject], labels: {}, annotations: {}, at };
  const binding =
    namespace === null
      ? ({ kind: 'ClusterRoleBinding', ...rest } as const)
      : ({ kind: 'RoleBinding', namespace, ...rest } as const);
  return { rule, namespace, role, binding, subject };
}

/** The least that meets a need: one verb on one resource. */
function least({ verbs, group, resources, names }: Need): HeldRule {
  return held({
    verbs: verbs.slice(0, 1),
    apiGroups: [group],
    resources: resources.slice(0, 1),
    resourceNames: verbs[0] === 'create' ? [] : (names ?? []).slice(0, 1),
  });
}

function ids(rules: readonly HeldRule[]): readonly string[] {
  return escalations(rules, around).map((one) => one.primitive);
}

describe.each(PRIMITIVES.map((primitive) => [primitive.id, primitive] as const))('%s', (id, primitive) => {
  const rules = primitive.needs.flatMap(([first]) => (first === undefined ? [] : [least(first)]));

  it('is open to whoever holds one right of each need', () => {
    expect(ids(rules)).toContain(id);
  });

  it('is open by each alternative of each need', () => {
    for (const [index, alternatives] of primitive.needs.entries()) {
      for (const one of alternatives) {
        const others = rules.filter((_, place) => place !== index);
        expect(ids([...others, least(one)]), JSON.stringify(one)).toContain(id);
      }
    }
  });

  it('is closed where one need is not met, is met in another group, or only by reading', () => {
    for (const [index] of primitive.needs.entries()) {
      const others = rules.filter((_, place) => place !== index);
      const one = rules[index];
      if (one === undefined) continue;
      if (!others.some(({ rule }) => JSON.stringify(rule.resources) === JSON.stringify(one.rule.resources)))
        expect(ids(others)).not.toContain(id);
      expect(ids([...others, held({ ...one.rule, apiGroups: ['example.org'] })])).not.toContain(id);
      expect(ids([...others, held({ ...one.rule, verbs: ['see'] })])).not.toContain(id);
    }
  });
});

describe('escalations', () => {
  it('says of whoever may do everything that, and nothing else', () => {
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    expect(ids([held(all), held({ verbs: ['create'], resources: ['pods'] })])).toEqual(['RB-ADMIN']);
    const [first, ...rest] = escalations([held(all, 'shop')], around);
    expect(first).toMatchObject({ primitive: 'RB-NSADMIN', namespace: 'shop' });
    expect(rest).toEqual([]);
  });

  it('does not take everything on named objects for everything', () => {
    expect(
      ids([held({ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: ['x'] })]),
    ).not.toContain('RB-ADMIN');
  });

  it('weighs a namespace less, unless privileged accounts live there', () => {
    const pods = { verbs: ['create'], resources: ['pods'] };
    const found = escalations([held(pods, 'shop'), held(pods, 'flux-system')], around);
    expect(found.filter((one) => one.primitive === 'WL-POD')).toMatchObject([
      { namespace: 'flux-system', severity: 'critical', reach: 'cluster-admin' },
      { namespace: 'shop', severity: 'high', reach: 'service-accounts' },
    ]);
  });

  it('asks for bind and binding together, in one namespace', () => {
    const group = { apiGroups: ['rbac.authorization.k8s.io'] };
    const bind = { ...group, verbs: ['bind'], resources: ['clusterroles'] };
    const create = { ...group, verbs: ['create'], resources: ['rolebindings'] };
    expect(ids([held(bind, 'a'), held(create, 'b')])).not.toContain('RB-BIND-N');
    expect(ids([held(bind, 'a'), held(create, 'a')])).toContain('RB-BIND-N');
    expect(ids([held({ ...bind, resourceNames: ['view'] }, 'a'), held(create, 'a')])).not.toContain(
      'RB-BIND-N',
    );
    expect(ids([held({ ...bind, resourceNames: ['view', 'admin'] }, 'a'), held(create, 'a')])).toContain(
      'RB-BIND-N',
    );
  });

  it('lets escalate on one role and change of another lead nowhere', () => {
    const group = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'] };
    const escalate = held({ ...group, verbs: ['escalate'], resourceNames: ['one'] });
    expect(ids([escalate, held({ ...group, verbs: ['update'], resourceNames: ['two'] })])).not.toContain(
      'RB-ESCALATE',
    );
    expect(ids([escalate, held({ ...group, verbs: ['update'], resourceNames: ['one', 'two'] })])).toContain(
      'RB-ESCALATE',
    );
  });

  it('lets nobody be impersonated by a rule of a namespace, but for its service accounts', () => {
    const rule = { verbs: ['impersonate'], resources: ['users', 'groups', 'serviceaccounts'] };
    expect(ids([held(rule, 'shop')])).toEqual(['ID-IMP-SA']);
    expect(ids([held({ ...rule, resources: ['groups'] })])).toEqual([]);
    expect(
      ids([held({ ...rule, resources: ['groups'], resourceNames: ['devs'] }), held(rule, 'shop')]),
    ).toEqual(['ID-IMP-SA']);
  });

  it('does not let a create be limited to names', () => {
    expect(ids([held({ verbs: ['create'], resources: ['pods'], resourceNames: ['web'] })])).toEqual([]);
  });
});
