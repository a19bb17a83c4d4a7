import type { YamlNode } from '../formats/yaml/tree.ts';
import type { AccessGrant, AccessPolicy } from '../model/access-grant.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Location } from '../model/location.ts';
import { AccessPolicyDocument, GrantDocument, GrantId } from './access-schema.ts';
import { placeOf } from './plain.ts';
import { exact, validated } from './validate.ts';

/** Reads one `AccessPolicy`. Fails with POLICY_INVALID, also where it contradicts itself. */
export function readAccessPolicy(root: YamlNode): AccessPolicy {
  const { metadata, spec } = validated(AccessPolicyDocument, root, 'POLICY_INVALID', 'The AccessPolicy');
  const at = (...path: readonly PropertyKey[]): Location => placeOf(root, ['spec', ...path]);
  const { offers, longestMinutes, usualMinutes, breakGlass, ...rest } = exact(spec);
  if (usualMinutes > longestMinutes)
    throw unsound(at('usualMinutes'), 'what is usual is longer than the longest');
  const seen = new Set<string>();
  const roles = offers.map(({ namespace, role }, index) => {
    const [kind = '', name = ''] = role.split('/', 2);
    if (kind === 'Role' && namespace === undefined)
      throw unsound(at('offers', index), 'a Role is in a namespace: name it');
    const key = JSON.stringify([namespace, role]);
    if (seen.has(key)) throw unsound(at('offers', index), 'it is offered twice');
    seen.add(key);
    return {
      ...(namespace === undefined ? {} : { namespace }),
      role: { kind: kind === 'Role' ? ('Role' as const) : ('ClusterRole' as const), name },
    };
  });
  return {
    name: metadata.name,
    ...rest,
    offers: roles,
    minutes: { longest: longestMinutes, usual: usualMinutes },
    ...(breakGlass === undefined ? {} : { breakGlass }),
    at: root.at,
  };
}

/** Reads one `Grant`. Fails with POLICY_INVALID. Whether it may be given is for whoever judges the change that brings it. */
export function readGrant(root: YamlNode): AccessGrant {
  const { metadata, spec } = validated(GrantDocument, root, 'POLICY_INVALID', 'The Grant');
  if (!GrantId.safeParse(metadata.name).success)
    throw unsound(
      placeOf(root, ['metadata', 'name']),
      'its name must be lower case, digits and -, at most 48 characters',
      'Grant',
    );
  return { id: metadata.name, ...spec, at: root.at };
}

/** Holds together what stands in several files: each has a name of its own. Fails with POLICY_INVALID. */
export function demandOneEach(policies: readonly AccessPolicy[], grants: readonly AccessGrant[]): void {
  const names = new Set<string>();
  for (const { name, at } of policies) {
    if (names.has(name)) throw unsound(at, `there is another AccessPolicy ${name}`);
    names.add(name);
  }
  const ids = new Set<string>();
  for (const { id, at } of grants) {
    if (ids.has(id)) throw unsound(at, `there is another Grant ${id}`, 'Grant');
    ids.add(id);
  }
}

function unsound(at: Location, why: string, what: 'AccessPolicy' | 'Grant' = 'AccessPolicy'): MainwardError {
  const place = formatLocation(at);
  return new MainwardError('POLICY_INVALID', `The ${what} at ${place} cannot be used: ${why}.`, {
    fields: { place },
    remedy: 'Mend it; docs/access.md says what it demands.',
  });
}
