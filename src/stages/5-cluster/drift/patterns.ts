import { matchWildcard } from '../../../formats/glob/wildcard.ts';
import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import { child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { ObjectPattern } from '../../../model/policy.ts';

/** Does a pattern of a guard's policy mean an object? */
export function matchesPattern(
  { kind, namespace, name }: Pick<ObjectPattern, 'kind' | 'namespace' | 'name'>,
  ref: ObjectRef,
): boolean {
  return (
    kind === ref.kind &&
    (namespace === '') === (ref.namespace === undefined) &&
    matchWildcard(namespace, ref.namespace ?? '') &&
    matchWildcard(name, ref.name)
  );
}

/** What an object says of whom it belongs to, as `Kind name`. Nobody checks it. */
export function ownersOf(object: KubeObject): readonly string[] {
  return itemsOf(child(object.root, 'metadata', 'ownerReferences')).map(
    (one) => `${textOf(child(one, 'kind')) ?? ''} ${textOf(child(one, 'name')) ?? ''}`,
  );
}
