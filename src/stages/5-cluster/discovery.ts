import type { ServedResource } from '../../model/rbac.ts';
import { SERVED_RESOURCES } from './served-resources.ts';

const BY_NAME = new Map<string, ServedResource>();
const BY_RESOURCE = new Map<string, ServedResource[]>();
for (const [group, list] of Object.entries(SERVED_RESOURCES)) {
  for (const item of list.split(' ')) {
    const namespaced = !item.endsWith('*');
    const [resource = '', ...short] = (namespaced ? item : item.slice(0, -1)).split(',');
    const served = { group, resource, namespaced, aliases: [resource.replace(/s$/, ''), ...short] };
    BY_RESOURCE.set(resource, [...(BY_RESOURCE.get(resource) ?? []), served]);
    for (const name of [resource, ...served.aliases]) {
      if (!BY_NAME.has(name)) BY_NAME.set(name, served);
      BY_NAME.set(`${name}.${group}`, served);
    }
  }
}

/** What a name means. `scopeKnown` is false for a resource that is taken as it stands. */
export interface Discovered extends Pick<ServedResource, 'group' | 'resource' | 'namespaced'> {
  readonly scopeKnown: boolean;
}

/**
 * What `RESOURCE[.GROUP]` means: a plural, singular or short name, as kubectl takes them. A name with a group
 * that is not known is taken as it stands, namespaced; a bare name that is not known is not guessed.
 */
export function discover(name: string, more: readonly ServedResource[] = []): Discovered | undefined {
  const wanted = name.toLowerCase();
  if (wanted === '*') return { group: '*', resource: '*', namespaced: true, scopeKnown: false };
  const custom = more.find((one) =>
    [one.resource, ...one.aliases].some((alias) => alias === wanted || `${alias}.${one.group}` === wanted),
  );
  const known = BY_NAME.get(wanted) ?? custom;
  if (known !== undefined) {
    const { group, resource, namespaced } = known;
    return { group, resource, namespaced, scopeKnown: true };
  }
  const dot = wanted.indexOf('.');
  if (dot <= 0) return undefined;
  const [resource, group] = [wanted.slice(0, dot), wanted.slice(dot + 1)];
  return { group, resource, namespaced: true, scopeKnown: false };
}

/** Every name that `discover` knows, without and with its group. */
export function knownNames(more: readonly ServedResource[] = []): readonly string[] {
  const custom = more.flatMap((one) =>
    [one.resource, ...one.aliases].flatMap((alias) => [alias, `${alias}.${one.group}`]),
  );
  return [...BY_NAME.keys(), ...custom];
}

/** True for resources of cluster scope, false for namespaced ones, `undefined` for ones that are not known. */
export function isClusterScoped(
  group: string,
  resource: string,
  more: readonly ServedResource[] = [],
): boolean | undefined {
  const found = servedBy(resource, more).find((one) => one.group === group);
  return found === undefined ? undefined : !found.namespaced;
}

function servedBy(resource: string, more: readonly ServedResource[]): readonly ServedResource[] {
  return [...(BY_RESOURCE.get(resource) ?? []), ...more.filter((one) => one.resource === resource)];
}
