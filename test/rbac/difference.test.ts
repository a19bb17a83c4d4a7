import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rights } from '../../src/model/access-diff.ts';
import type { AccessRequest, ClusterObjects, PolicyRule, RbacSubject } from '../../src/model/rbac.ts';
import { subjectKey } from '../../src/stages/5-cluster/ask/names.ts';
import { Authorizer, applies } from '../../src/stages/5-cluster/authorizer.ts';
import { accessDifference, type GrantDifference } from '../../src/stages/5-cluster/difference/access.ts';
import { requesterOf } from '../../src/stages/5-cluster/match.ts';
import { naiveCan } from './naive.ts';
import { request, SUBJECTS, world } from './worlds.ts';

const at = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** A cluster, and what somebody made of it: each object is kept, or replaced by what another cluster has in its place. */
const change = fc
  .tuple(world, world, fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }))
  .map(([before, other, kept]): readonly [ClusterObjects, ClusterObjects] => {
    const pick = <One>(mine: readonly One[], theirs: readonly One[], from: number): readonly One[] =>
      mine.map((one, index) => ((kept[from + index] ?? true) ? one : (theirs[index] ?? one)));
    const after = {
      ...before,
      roles: pick(before.roles, other.roles, 0),
      bindings: pick(before.bindings, other.bindings, before.roles.length),
    };
    return [before, after];
  });

function covers(rights: Rights, one: AccessRequest): boolean {
  const rule: PolicyRule = {
    verbs: rights.verbs,
    apiGroups: rights.groups,
    resources: rights.resources,
    resourceNames: rights.names ?? [],
    nonResourceURLs: rights.nonResourceURLs ?? [],
    at,
  };
  return applies({ rule, namespace: rights.namespace }, one);
}

function covered(grant: GrantDifference, one: AccessRequest): boolean {
  return covers(grant, one) && !grant.except.some((part) => covers(part, one));
}

function keysOf(subject: RbacSubject): ReadonlySet<string> {
  const groups = [...requesterOf(subject).groups].map((name) => subjectKey({ kind: 'Group', name }));
  return new Set([subjectKey(subject), ...groups]);
}

test('what is newly allowed is what was gained, and what is no longer allowed is what was lost', () => {
  let news = 0;
  fc.assert(
    fc.property(change, fc.array(request, { minLength: 25, maxLength: 25 }), ([before, after], requests) => {
      const { gained, lost } = accessDifference(new Authorizer(before), new Authorizer(after));
      for (const subject of SUBJECTS) {
        const { user, groups } = requesterOf(subject);
        const mine = keysOf(subject);
        const own = (grants: readonly GrantDifference[]): readonly GrantDifference[] =>
          grants.filter((grant) => mine.has(subjectKey(grant.subject)));
        for (const one of requests) {
          const was = naiveCan(before, user, [...groups], one);
          const is = naiveCan(after, user, [...groups], one);
          if (is && !was) news += 1;
          expect(!was && own(gained).some((grant) => covered(grant, one)), 'gained').toBe(is && !was);
          expect(!is && own(lost).some((grant) => covered(grant, one)), 'lost').toBe(was && !is);
        }
      }
    }),
    { numRuns: 400 },
  );
  expect(news).toBeGreaterThan(100);
});

test('a subject gains nothing that it could do before, and loses nothing that it can still do', () => {
  fc.assert(
    fc.property(change, fc.array(request, { minLength: 25, maxLength: 25 }), ([before, after], requests) => {
      const { gained, lost } = accessDifference(new Authorizer(before), new Authorizer(after));
      const allowed = (cluster: ClusterObjects, subject: RbacSubject, one: AccessRequest): boolean => {
        const { user, groups } = requesterOf(subject);
        return naiveCan(cluster, user, [...groups], one);
      };
      for (const one of requests) {
        for (const grant of gained.filter((it) => covered(it, one)))
          expect([allowed(before, grant.subject, one), allowed(after, grant.subject, one)]).toEqual([
            false,
            true,
          ]);
        for (const grant of lost.filter((it) => covered(it, one)))
          expect([allowed(before, grant.subject, one), allowed(after, grant.subject, one)]).toEqual([
            true,
            false,
          ]);
      }
    }),
    { numRuns: 400 },
  );
});

test('the way back loses what the way there gained', () => {
  fc.assert(
    fc.property(change, ([before, after]) => {
      const [there, back] = [
        accessDifference(new Authorizer(before), new Authorizer(after)),
        accessDifference(new Authorizer(after), new Authorizer(before)),
      ];
      const text = (grants: readonly GrantDifference[]): string =>
        JSON.stringify(grants.map(({ via: _via, ...grant }) => grant));
      expect(text(back.lost)).toBe(text(there.gained));
      expect(text(back.gained)).toBe(text(there.lost));
    }),
    { numRuns: 200 },
  );
});
