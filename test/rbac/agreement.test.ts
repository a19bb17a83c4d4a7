import fc from 'fast-check';
import { expect, test } from 'vitest';
import { can } from '../../src/stages/5-cluster/ask/can.ts';
import { subjectKey } from '../../src/stages/5-cluster/ask/names.ts';
import { whatCan } from '../../src/stages/5-cluster/ask/what-can.ts';
import { whoCan } from '../../src/stages/5-cluster/ask/who-can.ts';
import { Authorizer, applies } from '../../src/stages/5-cluster/authorizer.ts';
import { requesterOf } from '../../src/stages/5-cluster/match.ts';
import { naiveCan } from './naive.ts';
import { asker, groups, request, SUBJECTS, world } from './worlds.ts';

test('can answers as the same semantics written down a second time', () => {
  let allowed = 0;
  fc.assert(
    fc.property(
      world,
      asker,
      groups,
      fc.array(request, { minLength: 20, maxLength: 20 }),
      (objects, who, more, all) => {
        const authorizer = new Authorizer(objects);
        const requester = requesterOf(who, more);
        for (const one of all) {
          const expected = naiveCan(objects, requester.user, [...requester.groups], one);
          if (expected) allowed += 1;
          expect(can(authorizer, requester, one).allowed).toBe(expected ? 'allowed' : 'denied');
        }
      },
    ),
    { numRuns: 120 },
  );
  expect(allowed).toBeGreaterThan(20);
});

test('who-can lists exactly those whom can allows, themselves or by a group that everybody of them has', () => {
  fc.assert(
    fc.property(world, request, (objects, one) => {
      const authorizer = new Authorizer(objects);
      const listed = new Set(whoCan(authorizer, one).subjects.map(({ subject }) => subjectKey(subject)));
      for (const subject of SUBJECTS) {
        const requester = requesterOf(subject);
        const named =
          listed.has(subjectKey(subject)) ||
          [...requester.groups].some((name) => listed.has(subjectKey({ kind: 'Group', name })));
        expect(can(authorizer, requester, one).allowed, subjectKey(subject)).toBe(
          named ? 'allowed' : 'denied',
        );
      }
    }),
    { numRuns: 250 },
  );
});

test('what-can grants exactly what can allows', () => {
  fc.assert(
    fc.property(world, asker, request, (objects, who, one) => {
      const authorizer = new Authorizer(objects);
      const requester = requesterOf(who);
      const granted = whatCan(authorizer, requester).grants.some((grant) => {
        const { verbs, resources, names = [], nonResourceURLs = [], namespace } = grant;
        const rule = {
          verbs,
          apiGroups: grant.groups,
          resources,
          resourceNames: names,
          nonResourceURLs,
          at: { path: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
        };
        return applies({ rule, namespace }, one);
      });
      expect(can(authorizer, requester, one).allowed).toBe(granted ? 'allowed' : 'denied');
    }),
    { numRuns: 250 },
  );
});

test('a role that cannot be read leaves open what it might allow, and nothing that is proved', () => {
  fc.assert(
    fc.property(world, asker, request, (objects, who, one) => {
      const blind = new Authorizer({ ...objects, unknown: [{ reason: 'not rendered' }] });
      const answer = can(blind, requesterOf(who), one).allowed;
      const before = can(new Authorizer(objects), requesterOf(who), one).allowed;
      expect(answer).toBe(before === 'allowed' ? 'allowed' : 'unknown');
    }),
    { numRuns: 100 },
  );
});
