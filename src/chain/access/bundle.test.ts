import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { child, textOf } from '../../formats/yaml/access.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { fileLocation } from '../../model/location.ts';
import { readRbac } from '../../stages/5-cluster/drift/rbac-object.ts';
import { bundleOf } from './bundle.ts';

const at = fileLocation({ path: '' });
const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const line = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
const grants: fc.Arbitrary<AccessGrant> = fc.record({
  id: name,
  kind: fc.constantFrom('normal' as const, 'break-glass' as const),
  policy: line,
  person: line,
  subject: fc.record({ kind: fc.constant('User' as const), name: line }),
  reason: line,
  requestedAt: fc.constant('2026-11-20T11:00:00Z'),
  expires: fc.constant('2026-11-20T12:00:00Z'),
  at: fc.constant(at),
});
const offers: fc.Arbitrary<AccessPolicy['offers']> = fc.array(
  fc.record(
    { namespace: name, role: fc.record({ kind: fc.constant('ClusterRole' as const), name }) },
    { requiredKeys: ['role'] },
  ),
  { minLength: 1, maxLength: 4 },
);

test('a bundle grants exactly what is offered to exactly one person, whatever they are called', () => {
  fc.assert(
    fc.property(grants, offers, (grant, given) => {
      const policy = { name: grant.policy, offers: given, folder: 'access' } as unknown as AccessPolicy;
      const { manifest } = bundleOf(grant, policy);
      const { objects, rejected, broken } = readObjects(
        readYaml(new TextEncoder().encode(manifest.text), { path: manifest.path }),
      );
      expect([rejected, broken]).toEqual([[], []]);
      const read = objects.map((object) => readRbac(object)?.object);
      expect(read).toMatchObject(
        given.map(({ namespace, role }) => ({
          kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
          ...(namespace === undefined ? {} : { namespace }),
          roleRef: role,
          subjects: [{ kind: 'User', name: grant.subject.name }],
        })),
      );
      for (const { root } of objects) {
        const annotation = (one: string): string | undefined =>
          textOf(child(root, 'metadata', 'annotations', one));
        expect(annotation('mainward.dev/grant')).toBe(grant.id);
        expect(annotation('mainward.dev/expires')).toBe(grant.expires);
      }
      expect(new Set(objects.map((object) => `${object.kind} ${object.namespace} ${object.name}`)).size).toBe(
        given.length,
      );
    }),
  );
});
