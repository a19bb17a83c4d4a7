import { boolOf, child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { FeedRevision, FeedVerification } from '../../../model/agent.ts';
import type { FluxSource, FluxSourceKind, FluxSourceRef } from '../../../model/flux.ts';
import type { Location } from '../../../model/location.ts';
import { type AgentObject, answerOf, groupOf, isPlaceholder, present, spec, text } from '../read.ts';
import { isInsecureUrl, withoutUserInfo } from '../remote.ts';
import { gitRevision, ociRevision } from './revision.ts';

const KINDS: readonly string[] = [
  'GitRepository',
  'OCIRepository',
  'Bucket',
  'HelmRepository',
  'HelmChart',
  'ExternalArtifact',
];

/** Reads an object of source.toolkit.fluxcd.io; `undefined` for any other object. */
export function readFluxSource({ object }: AgentObject): FluxSource | undefined {
  if (
    groupOf(object.apiVersion) !== 'source.toolkit.fluxcd.io' ||
    !KINDS.includes(object.kind) ||
    object.name === undefined
  )
    return undefined;
  const kind = object.kind as FluxSourceKind;
  const body = spec(object);
  const urlNode = child(body, 'url') ?? child(body, 'endpoint');
  const url = textOf(urlNode);
  const secret = text(body, 'secretRef', 'name');
  const ignore = text(body, 'ignore');
  return {
    kind,
    name: object.name,
    ...(object.namespace === undefined ? {} : { namespace: object.namespace }),
    ...(url === undefined || url === '' || urlNode === undefined
      ? {}
      : { url: withoutUserInfo(url), urlAt: urlNode.at }),
    revision: revisionOf(kind, body, object.at),
    verify: verificationOf(kind, body, object.at),
    insecure: (url !== undefined && isInsecureUrl(url)) || boolOf(child(body, 'insecure')) === true,
    ...(secret === undefined ? {} : { secret }),
    provider: text(body, 'provider') ?? 'generic',
    ...(ignore === undefined ? {} : { ignore }),
    recurseSubmodules: boolOf(child(body, 'recurseSubmodules')) === true,
    includes: itemsOf(child(body, 'include')).map((item) => ({
      name: text(item, 'repository', 'name') ?? '',
      at: item.at,
    })),
    suspended: answerOf(child(body, 'suspend'), false),
    at: object.at,
    definedBy: object.at.path,
  };
}

function revisionOf(kind: FluxSourceKind, body: YamlNode | undefined, at: Location): FeedRevision {
  if (kind === 'GitRepository') return gitRevision(child(body, 'ref'), at);
  if (kind === 'OCIRepository') return ociRevision(child(body, 'ref'), at);
  if (kind === 'HelmChart') return chartVersion(child(body, 'version'), at);
  return { kind: 'other', value: '', mutable: true, at };
}

/** A chart's `version`: one exact version, or a range; nothing is `*`. */
export function chartVersion(node: YamlNode | undefined, at: Location): FeedRevision {
  const value = textOf(node) ?? '*';
  const place = node?.at ?? at;
  if (isPlaceholder(value)) return { kind: 'unknown', value, mutable: true, at: place };
  return /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,200})?$/u.test(value)
    ? { kind: 'tag', value, mutable: true, at: place }
    : { kind: 'semver', value, mutable: true, at: place };
}

const GIT_MODES: ReadonlyMap<string, NonNullable<FeedVerification['mode']>> = new Map([
  ['HEAD', 'head'],
  ['head', 'head'],
  ['Tag', 'tag'],
  ['TagAndHEAD', 'tag-and-head'],
]);

/** `spec.verify` of a source or of a HelmRelease's chart. */
export function verificationOf(
  kind: FluxSourceKind,
  body: YamlNode | undefined,
  at: Location,
): FeedVerification {
  const verify = child(body, 'verify');
  if (!present(verify)) {
    const possible = kind === 'GitRepository' || kind === 'OCIRepository' || kind === 'HelmChart';
    const why = possible ? `the ${kind} demands no signature` : `a ${kind} cannot demand signatures`;
    return { required: { answer: 'no', why, at }, mode: 'none', trusts: [] };
  }
  const secret = text(verify, 'secretRef', 'name');
  if (kind === 'GitRepository') {
    const written = text(verify, 'mode') ?? 'HEAD';
    const mode = GIT_MODES.get(written) ?? 'unknown';
    return {
      required: { answer: 'yes', why: `the GitRepository verifies signatures (${written})`, at: verify.at },
      provider: 'unknown',
      mode,
      trusts: secret === undefined ? [] : [secret],
    };
  }
  const identities = itemsOf(child(verify, 'matchOIDCIdentity')).map(
    (item) => `${text(item, 'issuer') ?? ''} ${text(item, 'subject') ?? ''}`,
  );
  const provider = text(verify, 'provider');
  return {
    required: { answer: 'yes', why: `the ${kind} verifies signatures`, at: verify.at },
    provider:
      provider === 'cosign' || provider === undefined
        ? 'cosign'
        : provider === 'notation'
          ? 'notation'
          : 'unknown',
    mode: 'head',
    trusts: secret === undefined ? identities : [secret, ...identities],
  };
}

/** `sourceRef`, `chartRef` and the like; `kind` as written, or what the field defaults to. */
export function sourceRef(node: YamlNode | undefined, standard: string): FluxSourceRef | undefined {
  const name = text(node, 'name');
  if (node === undefined || name === undefined) return undefined;
  const namespace = text(node, 'namespace');
  return {
    kind: text(node, 'kind') ?? standard,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    at: node.at,
  };
}
