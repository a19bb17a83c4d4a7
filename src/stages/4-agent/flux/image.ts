import { child, textOf } from '../../../formats/yaml/access.ts';
import type { FluxImageAutomation, FluxImagePolicy, ImageSetter } from '../../../model/flux.ts';
import type { Origin } from '../../../model/location.ts';
import { type AgentObject, answerOf, isKind, present, spec, text } from '../read.ts';
import { cleanPath } from '../remote.ts';
import { given } from './kustomization.ts';
import { sourceRef } from './source.ts';

/** Reads an ImageUpdateAutomation (image.toolkit.fluxcd.io); `undefined` for any other object. */
export function readImageAutomation({ object }: AgentObject): FluxImageAutomation | undefined {
  if (!isKind(object, 'image.toolkit.fluxcd.io', 'ImageUpdateAutomation') || object.name === undefined)
    return undefined;
  const body = spec(object);
  const source = sourceRef(child(body, 'sourceRef'), 'GitRepository');
  if (source === undefined) return undefined;
  const git = child(body, 'git');
  const push = child(git, 'push');
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    source,
    ...given('checkoutBranch', text(git, 'checkout', 'ref', 'branch')),
    ...given('pushBranch', text(push, 'branch')),
    ...given('pushRefspec', text(push, 'refspec')),
    pushAt: push?.at ?? git?.at ?? object.at,
    updatePath: cleanPath(text(body, 'update', 'path') ?? '') ?? '',
    signs: present(child(git, 'commit', 'signingKey')),
    suspended: answerOf(child(body, 'suspend'), false),
    ...given('author', text(git, 'commit', 'author', 'email')),
    at: object.at,
    definedBy: object.at.path,
  };
}

/** Reads an ImagePolicy; its image is filled in from `images`, the ImageRepositories by `namespace/name`. */
export function readImagePolicy(
  { object }: AgentObject,
  images: ReadonlyMap<string, string>,
): FluxImagePolicy | undefined {
  if (!isKind(object, 'image.toolkit.fluxcd.io', 'ImagePolicy') || object.name === undefined)
    return undefined;
  const body = spec(object);
  const repository = sourceRef(child(body, 'imageRepositoryRef'), 'ImageRepository');
  if (repository === undefined) return undefined;
  const policy = child(body, 'policy');
  const rule =
    (['semver', 'alphabetical', 'numerical'] as const).find((one) => present(child(policy, one))) ??
    'unknown';
  const key = `${repository.namespace ?? object.namespace ?? ''}/${repository.name}`;
  return {
    name: object.name,
    ...given('namespace', object.namespace),
    repository,
    ...given('image', images.get(key) ?? images.get(`/${repository.name}`)),
    rule,
    ...given('range', text(policy, 'semver', 'range')),
    at: object.at,
  };
}

/** An ImageRepository's image, by `namespace/name`. */
export function readImageRepository({
  object,
}: AgentObject): { readonly key: string; readonly image: string } | undefined {
  if (!isKind(object, 'image.toolkit.fluxcd.io', 'ImageRepository') || object.name === undefined)
    return undefined;
  const image = textOf(child(spec(object), 'image'));
  return image === undefined ? undefined : { key: `${object.namespace ?? ''}/${object.name}`, image };
}

const MARKER = '{"$imagepolicy":';
const MOST_SETTERS = 10_000;

/** The setter comments of one file: `# {"$imagepolicy": "namespace:name"}` with an optional `:tag`, `:name` or `:digest`. */
export function findImageSetters(source: string, origin: Origin): readonly ImageSetter[] {
  const setters: ImageSetter[] = [];
  if (!source.includes('$imagepolicy')) return setters;
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    const hash = line.indexOf('#');
    if (hash === -1 || !line.includes('$imagepolicy', hash) || setters.length >= MOST_SETTERS) continue;
    const compact = line.slice(hash + 1).replaceAll(' ', '');
    const start = compact.indexOf(MARKER);
    if (start === -1) continue;
    const quoted = compact.slice(start + MARKER.length);
    const value = quoted.startsWith('"') ? quoted.slice(1, quoted.indexOf('"', 1)) : '';
    const [namespace, name, part] = value.split(':');
    if (namespace === undefined || name === undefined || name === '') continue;
    setters.push({
      policy: { namespace, name },
      part: part === 'tag' || part === 'name' || part === 'digest' ? part : 'reference',
      at: {
        ...origin,
        line: index + 1,
        column: hash + 1,
        endLine: index + 1,
        endColumn: line.trimEnd().length + 1,
      },
    });
  }
  return setters;
}
