import { canonicalJson } from '../../formats/json/canonical.ts';
import { groupOf } from './read.ts';

interface MeantObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: unknown;
}

/** Kinds that say what agents apply, and from where, by the version under which their objects are named here. */
const KINDS: ReadonlyMap<string, { readonly version: string; readonly kinds: readonly string[] }> = new Map([
  ['kustomize.toolkit.fluxcd.io', { version: 'v1', kinds: ['Kustomization'] }],
  [
    'source.toolkit.fluxcd.io',
    {
      version: 'v1',
      kinds: ['Bucket', 'ExternalArtifact', 'GitRepository', 'HelmChart', 'HelmRepository', 'OCIRepository'],
    },
  ],
  ['helm.toolkit.fluxcd.io', { version: 'v2', kinds: ['HelmRelease'] }],
  ['fluxcd.controlplane.io', { version: 'v1', kinds: ['FluxInstance'] }],
  ['source.extensions.fluxcd.io', { version: 'v1beta1', kinds: ['ArtifactGenerator'] }],
  ['argoproj.io', { version: 'v1alpha1', kinds: ['Application', 'ApplicationSet', 'AppProject'] }],
]);

/** Names of those kinds, in whatever group. */
export const FEEDING_KINDS: readonly string[] = [...KINDS.values()].flatMap(({ kinds }) => kinds);

/**
 * The `apiVersion` under which an object that feeds a cluster is named, whichever version of its group it is written in;
 * `undefined` for every other object.
 */
export function feedingVersion({
  apiVersion,
  kind,
}: Pick<MeantObject, 'apiVersion' | 'kind'>): string | undefined {
  const group = groupOf(apiVersion);
  const known = KINDS.get(group);
  return known?.kinds.includes(kind) === true ? `${group}/${known.version}` : undefined;
}

/**
 * What the API server fills in where a manifest leaves it out (custom resource definitions of Flux 2.8), by paths below
 * `spec`; `*` is every item of a list.
 */
const DEFAULTS: Readonly<Record<string, readonly (readonly [path: string, value: unknown])[]>> = {
  Bucket: [
    ['provider', 'generic'],
    ['timeout', '60s'],
  ],
  GitRepository: [
    ['timeout', '60s'],
    ['verify/mode', 'HEAD'],
  ],
  HelmChart: [
    ['reconcileStrategy', 'ChartVersion'],
    ['verify/provider', 'cosign'],
    ['version', '*'],
  ],
  HelmRelease: [
    ['chart/spec/reconcileStrategy', 'ChartVersion'],
    ['chart/spec/verify/provider', 'cosign'],
    ['chart/spec/version', '*'],
    ['uninstall/deletionPropagation', 'background'],
  ],
  HelmRepository: [['provider', 'generic']],
  Kustomization: [
    ['force', false],
    ['postBuild/substituteFrom/*/optional', false],
    ['suspend', false],
  ],
  OCIRepository: [
    ['provider', 'generic'],
    ['timeout', '60s'],
    ['verify/provider', 'cosign'],
  ],
};

/**
 * What an object that feeds a cluster says, as one text: its `spec` without what the API server fills in. Two objects have
 * the same where an agent does the same with them. `undefined` for other kinds.
 */
export function feedMeaning(object: MeantObject): string | undefined {
  if (feedingVersion(object) === undefined) return undefined;
  const defaults = new Map((DEFAULTS[object.kind] ?? []).map(([path, value]) => [path, value]));
  return canonicalJson(without(object.spec ?? {}, '', defaults));
}

function without(value: unknown, path: string, defaults: ReadonlyMap<string, unknown>): unknown {
  const below = (key: string): string => (path === '' ? key : `${path}/${key}`);
  if (Array.isArray(value)) return value.map((one) => without(one, below('*'), defaults));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => one !== null && !(defaults.has(below(key)) && defaults.get(below(key)) === one))
      .map(([key, one]) => [key, without(one, below(key), defaults)]),
  );
}
