import { describe, expect, test } from 'vitest';
import { object, refTo } from './fixtures/cluster.ts';
import { judgeDifference } from './judge.ts';
import { LiveRbac } from './live-rbac.ts';

const READS = "[{apiGroups: [''], resources: [pods], verbs: [get, list]}]";

/** 10,000 objects: a namespace each with roles and bindings, people who are in some of them, and a group that is in all. */
function large(count: () => void): LiveRbac {
  const cluster = new LiveRbac(count);
  for (let namespace = 0; namespace < 250; namespace += 1) {
    for (let index = 0; index < 10; index += 1)
      cluster.put(object(`Role n${namespace}/r${index} rules: ${READS}`));
    for (let index = 0; index < 29; index += 1) {
      const who =
        index === 0 ? '{kind: Group, name: all}' : `{kind: User, name: u${(namespace * 29 + index) % 3000}}`;
      cluster.put(
        object(
          `RoleBinding n${namespace}/b${index} roleRef: {kind: Role, name: r${index % 10}}, subjects: [${who}]`,
        ),
      );
    }
  }
  for (let index = 0; index < 250; index += 1)
    cluster.put(object(`ClusterRole c${index} {labels: {team: t${index % 20}}} rules: ${READS}`));
  cluster.put(object('ClusterRole all aggregationRule: {clusterRoleSelectors: [{matchLabels: {team: t1}}]}'));
  return cluster;
}

describe('in a cluster of 10,000 objects', () => {
  let looked = 0;
  const cluster = large(() => {
    looked += 1;
  });
  cluster.surroundings();
  const judged = (live: string): { readonly effect: string; readonly looked: number } => {
    looked = 0;
    const found = object(live);
    const judgement = judgeDifference({
      ref: refTo(found),
      live: found,
      earlier: new Set(),
      complete: true,
      cluster,
      defaults: { roles: [], bindings: [] },
    });
    return { effect: judgement.kind === 'quiet' ? judgement.reason : judgement.delta.effect, looked };
  };

  test.each([
    [
      'a binding',
      'RoleBinding n7/new roleRef: {kind: Role, name: r1}, subjects: [{kind: User, name: eve}]',
      'grants',
    ],
    [
      'a binding of whoever is bound in every namespace',
      'RoleBinding n7/new roleRef: {kind: ClusterRole, name: c1}, subjects: [{kind: Group, name: all}]',
      'no-effect',
    ],
    ['a role', "Role n7/r1 rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]", 'grants'],
    [
      'a role that another one gathers',
      "ClusterRole new {labels: {team: t1}} rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]",
      'no-effect',
    ],
  ])('%s is judged by what concerns it', (_, live, effect) => {
    const found = judged(live);
    expect(found.effect).toBe(effect);
    expect(found.looked).toBeLessThan(150);
  });
});
