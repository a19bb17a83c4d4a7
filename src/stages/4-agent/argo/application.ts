import { boolOf, child, entriesOf, itemsOf, stringsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { FeedOverlay, FeedRevision } from '../../../model/agent.ts';
import type { ArgoApplication, ArgoSource } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import {
  type AgentObject,
  annotation,
  answerOf,
  isKind,
  isPlaceholder,
  placedAll,
  present,
  spec,
  text,
} from '../read.ts';
import { cleanPath, withoutUserInfo } from '../remote.ts';
import { readImageUpdate } from './image-updater.ts';

/** Reads an Application (argoproj.io/v1alpha1); `undefined` for any other object, and for one without a source, which is a patch. */
export function readArgoApplication(
  { object }: AgentObject,
  controlPlane: string,
): ArgoApplication | undefined {
  if (!isKind(object, 'argoproj.io', 'Application') || object.name === undefined) return undefined;
  const body = spec(object);
  const project = text(body, 'project');
  const destination = child(body, 'destination');
  const automated = child(body, 'syncPolicy', 'automated');
  const sources = readSources(body, object.at);
  if (sources.length === 0) return undefined;
  const imageUpdater = readImageUpdate(object);
  return {
    name: object.name,
    namespace: object.namespace ?? controlPlane,
    project: project ?? 'default',
    projectAt: child(body, 'project')?.at ?? object.at,
    sources,
    destination: {
      ...optional('server', text(destination, 'server')),
      ...optional('name', text(destination, 'name')),
      ...optional('namespace', text(destination, 'namespace')),
      at: destination?.at ?? object.at,
    },
    automated: automation(automated),
    selfHeal: answerOf(child(automated, 'selfHeal'), false),
    prune: answerOf(child(automated, 'prune'), false),
    allowEmpty: answerOf(child(automated, 'allowEmpty'), false),
    ...optional('automatedAt', automated?.at),
    syncOptions: placedAll(child(body, 'syncPolicy', 'syncOptions')),
    ignoreDifferences: itemsOf(child(body, 'ignoreDifferences')).map((item) => ({
      group: textOf(child(item, 'group')) ?? '',
      kind: textOf(child(item, 'kind')) ?? '',
      pointers: [
        ...stringsOf(child(item, 'jsonPointers')),
        ...stringsOf(child(item, 'jqPathExpressions')),
      ].map((one) => one.text),
      at: item.at,
    })),
    skipped: annotation(object, 'argocd.argoproj.io/skip-reconcile')?.value === 'true',
    ...optional('imageUpdater', imageUpdater),
    at: object.at,
    definedBy: object.at.path,
    unread: [],
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  const made: { [key in K]?: V } = {};
  if (value !== undefined) made[key] = value;
  return made;
}

/** `automated: {}` is on, a null or absent one is off, `enabled: false` switches it off. */
function automation(node: YamlNode | undefined): ArgoApplication['automated'] {
  if (!present(node)) return 'no';
  return node.kind === 'mapping' ? answerOf(child(node, 'enabled'), true) : 'unknown';
}

/** Argo CD ignores `source` where `sources` is not empty; a `sourceHydrator` replaces both by what it writes. */
function readSources(body: YamlNode | undefined, at: Location): readonly ArgoSource[] {
  const hydrator = child(body, 'sourceHydrator');
  if (present(hydrator)) return [hydratedSource(hydrator)];
  const several = itemsOf(child(body, 'sources'));
  if (several.length > 0) return several.map((node) => readArgoSource(node));
  const one = child(body, 'source');
  return present(one) ? [readArgoSource(one, at)] : [];
}

/** What is applied is the hydrated branch; the dry source reaches it through the hydrator. */
function hydratedSource(node: YamlNode): ArgoSource {
  const url = text(node, 'syncSource', 'repoURL') ?? text(node, 'drySource', 'repoURL');
  const branch = child(node, 'syncSource', 'targetBranch');
  return {
    kind: 'git',
    ...optional('url', url === undefined ? undefined : withoutUserInfo(url)),
    revision: { kind: 'branch', value: textOf(branch) ?? '', mutable: true, at: branch?.at ?? node.at },
    ...optional('path', cleanPath(text(node, 'syncSource', 'path') ?? '')),
    renderer: 'manifests',
    recurse: true,
    valuesOnly: false,
    at: node.at,
  };
}

/** Reads one `ApplicationSource`. */
export function readArgoSource(node: YamlNode, at: Location = node.at): ArgoSource {
  const url = text(node, 'repoURL');
  const chart = text(node, 'chart');
  const ref = text(node, 'ref');
  const path = text(node, 'path');
  const oci = url?.startsWith('oci://') === true;
  const directory = child(node, 'directory');
  return {
    kind:
      url === undefined || isPlaceholder(url)
        ? 'unknown'
        : oci
          ? 'oci'
          : chart === undefined
            ? 'git'
            : 'helm-repository',
    ...optional('url', url === undefined ? undefined : withoutUserInfo(url)),
    revision: argoRevision(child(node, 'targetRevision'), chart !== undefined || oci, node.at),
    ...optional(
      'path',
      chart === undefined && !isPlaceholder(path ?? '') ? cleanPath(path ?? '') : undefined,
    ),
    renderer: rendererOf(node, chart, ref, path),
    ...optional('chart', chart),
    recurse: boolOf(child(directory, 'recurse')) === true,
    ...optional('include', text(directory, 'include')),
    ...optional('exclude', text(directory, 'exclude')),
    valuesOnly: ref !== undefined && path === undefined && chart === undefined,
    ...optional('ref', ref),
    ...optional('overlay', kustomizeOverlay(child(node, 'kustomize'))),
    at: present(node) ? node.at : at,
  };
}

function rendererOf(
  node: YamlNode,
  chart: string | undefined,
  ref: string | undefined,
  path: string | undefined,
): ArgoSource['renderer'] {
  if (chart !== undefined || present(child(node, 'helm'))) return 'helm';
  if (present(child(node, 'plugin'))) return 'plugin';
  if (present(child(node, 'kustomize'))) return 'kustomize';
  if (present(child(node, 'directory', 'jsonnet'))) return 'jsonnet';
  if (present(child(node, 'directory'))) return 'manifests';
  return ref !== undefined && path === undefined ? 'none' : 'auto';
}

const LONGEST_REVISION = 256;

/**
 * Argo CD resolves a name against branches and tags alike, so only a full commit id, `HEAD` and a full ref name are certain
 * (util/git resolves `refs/heads/x` and `refs/tags/x` as such). A range makes it follow tags.
 */
export function argoRevision(node: YamlNode | undefined, versioned: boolean, at: Location): FeedRevision {
  const value = textOf(node) ?? '';
  const place = node?.at ?? at;
  if (isPlaceholder(value) || value.length > LONGEST_REVISION)
    return { kind: 'unknown', value, mutable: true, at: place };
  if (value === '' || value === 'HEAD') {
    return versioned
      ? { kind: 'semver', value: '*', mutable: true, at: place }
      : { kind: 'head', value: 'HEAD', mutable: true, at: place };
  }
  if (/^sha256:[0-9a-f]{64}$/u.test(value)) return { kind: 'digest', value, mutable: false, at: place };
  if (!versioned && /^[0-9a-fA-F]{40}$/u.test(value))
    return { kind: 'commit', value: value.toLowerCase(), mutable: false, at: place };
  if (/^[0-9v*^~<>=!|, .x-]*[*^~<>=x| ][0-9v*^~<>=!|, .x-]*$/u.test(value))
    return { kind: 'semver', value, mutable: true, at: place };
  if (value.startsWith('refs/heads/'))
    return { kind: 'branch', value: value.slice('refs/heads/'.length), mutable: true, at: place };
  if (value.startsWith('refs/tags/'))
    return { kind: 'tag', value: value.slice('refs/tags/'.length), mutable: true, at: place };
  return { kind: versioned ? 'tag' : 'other', value, mutable: true, at: place };
}

const KUSTOMIZE_FIELDS = [
  'namePrefix',
  'nameSuffix',
  'images',
  'replicas',
  'patches',
  'components',
  'namespace',
  'commonLabels',
  'commonAnnotations',
  'labelWithoutSelector',
];

function kustomizeOverlay(node: YamlNode | undefined): FeedOverlay | undefined {
  const fields = entriesOf(node)
    .map((entry) => entry.key.source)
    .filter((field) => KUSTOMIZE_FIELDS.includes(field));
  if (node === undefined || fields.length === 0) return undefined;
  return {
    fields,
    components: stringsOf(child(node, 'components')).map((one) => one.text),
    ...optional('namespace', text(node, 'namespace')),
    ...optional('namePrefix', text(node, 'namePrefix')),
    ...optional('nameSuffix', text(node, 'nameSuffix')),
    substitutes: new Map(),
    substitutesFrom: [],
    at: node.at,
  };
}
