import { child, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { FeedRevision } from '../../../model/agent.ts';
import type { Location } from '../../../model/location.ts';
import { isPlaceholder, present } from '../read.ts';

/**
 * GitRepository `spec.ref`: `commit` wins over `name` over `semver` over `tag` over `branch`; without a ref it is the branch `master`
 * (source-controller, api/v1/gitrepository_types.go).
 */
export function gitRevision(ref: YamlNode | undefined, at: Location): FeedRevision {
  for (const field of ['commit', 'name', 'semver', 'tag', 'branch'] as const) {
    const node = child(ref, field);
    const value = textOf(node);
    if (value === undefined || value === '' || node === undefined) continue;
    if (isPlaceholder(value)) return { kind: 'unknown', value, mutable: true, at: node.at };
    if (field === 'commit') return { kind: 'commit', value, mutable: false, at: node.at };
    if (field === 'name') return refNameRevision(value, node.at);
    return { kind: field, value, mutable: true, at: node.at };
  }
  return { kind: 'branch', value: 'master', mutable: true, at };
}

/** A full ref name such as `refs/heads/main`. */
export function refNameRevision(value: string, at: Location): FeedRevision {
  if (value.startsWith('refs/heads/'))
    return { kind: 'branch', value: value.slice('refs/heads/'.length), mutable: true, at };
  if (value.startsWith('refs/tags/'))
    return { kind: 'tag', value: value.slice('refs/tags/'.length), mutable: true, at };
  if (value.startsWith('sha256:') || /^[^@]*@sha256:[0-9a-f]{64}$/u.test(value))
    return { kind: 'digest', value, mutable: false, at };
  return { kind: 'other', value, mutable: true, at };
}

/** OCIRepository `spec.ref`: `digest` wins over `semver` over `tag`; without a ref it is the tag `latest`. */
export function ociRevision(ref: YamlNode | undefined, at: Location): FeedRevision {
  for (const field of ['digest', 'semver', 'tag'] as const) {
    const node = child(ref, field);
    const value = textOf(node);
    if (value === undefined || value === '' || !present(node)) continue;
    if (isPlaceholder(value)) return { kind: 'unknown', value, mutable: true, at: node.at };
    return { kind: field, value, mutable: field !== 'digest', at: node.at };
  }
  return { kind: 'tag', value: 'latest', mutable: true, at };
}
