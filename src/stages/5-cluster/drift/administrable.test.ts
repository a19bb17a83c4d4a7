import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RbacSubject } from '../../../model/rbac.ts';
import { subjectKey } from '../ask/names.ts';
import { Authorizer } from '../authorizer.ts';
import { requesterOf } from '../match.ts';
import { readCluster } from '../read.ts';
import { remainsAdministrable } from './administrable.ts';
import { cluster, object, refTo } from './fixtures/cluster.ts';
import { anyCluster } from './fixtures/random.ts';

const ADMIN = "ClusterRole cluster-admin rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]";
const root = (name: string, subject: string): string =>
  `ClusterRoleBinding ${name} roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [${subject}]`;
const OPS = root('ops', '{kind: Group, name: ops}');
const ref = (text: string) => refTo(object(text));

function answer(
  objects: readonly string[],
  deleted: readonly string[],
  administrators: readonly RbacSubject[] = [],
) {
  return remainsAdministrable(cluster(...objects), deleted.map(ref), administrators).answer;
}

describe('a cluster remains administrable', () => {
  test('as long as somebody is left who may do everything in it', () => {
    const ann = root('ann', '{kind: User, name: ann}');
    expect(answer([ADMIN, OPS, ann], [OPS])).toBe('yes');
    expect(answer([ADMIN, OPS, ann], [ann])).toBe('yes');
    expect(answer([ADMIN, OPS, ann], [OPS, ann])).toBe('no');
    expect(answer([ADMIN, OPS, ann], [ADMIN])).toBe('no');
  });

  test('not by a service account, by everybody, in a namespace, or through rights that are not all of them', () => {
    const bot = root('bot', '{kind: ServiceAccount, name: bot, namespace: x}');
    const all = root('all', "{kind: Group, name: 'system:authenticated'}");
    const shop =
      'RoleBinding shop/ops roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [{kind: Group, name: ops}]';
    const most = ADMIN.replace("verbs: ['*']", 'verbs: [get, list, create, update, patch, delete]');
    expect(answer([ADMIN, OPS, bot, all, shop], [OPS])).toBe('no');
    expect(answer([most, OPS], [])).toBe('no');
    expect(answer([ADMIN, OPS, bot], [OPS], [{ kind: 'ServiceAccount', name: 'bot', namespace: 'x' }])).toBe(
      'yes',
    );
  });

  test('by the group that needs no binding only where a policy names it, or the binding of it is live', () => {
    const masters = root('cluster-admin', "{kind: Group, name: 'system:masters'}");
    expect(answer([ADMIN, OPS, masters], [OPS])).toBe('yes');
    expect(answer([ADMIN, OPS, masters], [OPS, masters])).toBe('no');
    expect(answer([ADMIN, OPS], [OPS], [{ kind: 'Group', name: 'system:masters' }])).toBe('yes');
  });

  test('by nothing that cannot be read', () => {
    expect(answer([ADMIN, OPS.replace('ClusterRole,', 'Nothing,')], [])).toBe('no');
  });
});

const ADMINISTRATORS: readonly RbacSubject[] = [
  { kind: 'User', name: 'ann' },
  { kind: 'Group', name: 'devs' },
  { kind: 'ServiceAccount', name: 'bot', namespace: 'x' },
];

describe('of random clusters', () => {
  const left = (objects: readonly string[], deleted: readonly string[]): Authorizer =>
    new Authorizer(readCluster('c', objects.filter((one) => !deleted.includes(one)).map(object)));
  const mayAll = (authorizer: Authorizer, who: RbacSubject): boolean =>
    authorizer
      .held(requesterOf(who))
      .some(
        ({ rule, namespace }) =>
          namespace === null &&
          rule.resourceNames.length === 0 &&
          [rule.verbs, rule.apiGroups, rule.resources].every((list) => list.includes('*')),
      );
  const admins = [ADMIN, OPS.replace('name: ops}', 'name: devs}'), root('ann', '{kind: User, name: ann}')];
  const deletions = fc.tuple(anyCluster, fc.subarray(admins)).chain(([objects, more]) => {
    const all = [...objects, ...more];
    return fc.record({ all: fc.constant(all), deleted: fc.subarray(all) });
  });

  test('yes is said only where the whole authorizer allows it, and with named administrators whenever it does', () => {
    let yes = 0;
    fc.assert(
      fc.property(deletions, fc.subarray([...ADMINISTRATORS]), ({ all, deleted }, named) => {
        const authorizer = left(all, deleted);
        const found = remainsAdministrable(cluster(...all), deleted.map(ref), named);
        if (found.answer === 'yes') {
          yes += 1;
          const { by } = found;
          if (subjectKey(by) !== 'Group /system:masters') expect(mayAll(authorizer, by)).toBe(true);
        }
        if (named.length > 0)
          expect(found.answer).toBe(named.some((one) => mayAll(authorizer, one)) ? 'yes' : 'no');
      }),
      { numRuns: 500 },
    );
    expect(yes).toBeGreaterThan(30);
  });
});
