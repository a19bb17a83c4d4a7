import { child, entriesOf, textOf } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { AgentSecret } from '../../model/agent.ts';
import { type AgentObject, isKind, isPlaceholder, label, present } from './read.ts';
import { withoutUserInfo } from './remote.ts';

const ARGO_ROLES: readonly string[] = [
  'repository',
  'repo-creds',
  'repository-write',
  'repo-write-creds',
  'cluster',
  'scm-creds',
];
const SECRET_KEYS: readonly string[] = [
  'password',
  'bearerToken',
  'sshPrivateKey',
  'githubAppPrivateKey',
  'gcpServiceAccountKey',
  'tlsClientCertKey',
  'identity',
  'identity.pub',
  'config',
  'admin.password',
  'server.secretkey',
  'webhook.github.secret',
  'webhook.gitlab.secret',
  'oidc.auth0.clientSecret',
  'age.agekey',
  'kubeconfig',
  'value',
  'token',
  '.dockerconfigjson',
];

/**
 * The shape of a Secret that an agent reads credentials from, never its values; `undefined` for any other object.
 * `fluxSecrets` names those that sources of Flux refer to, as `namespace/name` and as `/name`.
 */
export function readAgentSecret(
  { object }: AgentObject,
  fluxSecrets: ReadonlySet<string>,
): AgentSecret | undefined {
  if (!isKind(object, '', 'Secret') || object.name === undefined) return undefined;
  const argo = label(object, 'argocd.argoproj.io/secret-type');
  const flux =
    fluxSecrets.has(`${object.namespace ?? ''}/${object.name}`) ||
    (object.namespace === undefined && fluxSecrets.has(`/${object.name}`));
  const own = object.name === 'argocd-secret';
  if (!(argo !== undefined && ARGO_ROLES.includes(argo)) && !flux && !own) return undefined;
  const role = argo ?? (own ? 'argocd-secret' : 'flux-source');
  const config = valueOf(object.root, 'config');
  const held = config === undefined || holdsCredential(config);
  const entries = [...entriesOf(child(object.root, 'data')), ...entriesOf(child(object.root, 'stringData'))];
  const secretKeys = entries
    .map((entry) => entry.key.source)
    .filter((key) => SECRET_KEYS.includes(key) && key !== 'identity.pub')
    .filter((key) => role !== 'cluster' || key !== 'config' || held);
  const plain = (key: string): string | undefined => valueOf(object.root, key);
  const url = plain('url');
  const project = plain('project');
  const server = role === 'cluster' ? plain('server') : undefined;
  const name = role === 'cluster' ? plain('name') : undefined;
  return {
    agent: flux ? 'flux' : 'argocd',
    name: object.name,
    namespace: object.namespace ?? (flux ? 'flux-system' : 'argocd'),
    role,
    secretKeys,
    protection: protectionOf(
      object.root,
      entries.filter((entry) => secretKeys.includes(entry.key.source)).map((entry) => entry.value),
    ),
    ...(url === undefined ? {} : { url: withoutUserInfo(url) }),
    ...(project === undefined ? {} : { project }),
    insecure:
      ['insecure', 'insecureIgnoreHostKey', 'insecureOCIForceHttp'].some((key) => plain(key) === 'true') ||
      /"insecure"\s{0,20}:\s{0,20}true/u.test(config ?? ''),
    ...(name === undefined ? {} : { clusterName: name }),
    ...(server === undefined ? {} : { clusterServer: server }),
    staticCredential: role === 'cluster' ? config !== undefined && held : secretKeys.length > 0,
    at: object.at,
  };
}

/** The configuration of a cluster is secret only where it holds a lasting credential; TLS settings and cloud identities are none. */
function holdsCredential(config: string): boolean {
  return ['"bearerToken"', '"password"', '"keyData"'].some((key) => config.includes(key));
}

/** Of `stringData`, or of `data` decoded; placeholders and what is encrypted are no values. */
function valueOf(root: YamlNode, key: string): string | undefined {
  const written = textOf(child(root, 'stringData', key));
  if (written !== undefined)
    return written === '' || isPlaceholder(written) || isSops(written) ? undefined : written;
  const encoded = textOf(child(root, 'data', key));
  if (encoded === undefined || encoded === '' || isPlaceholder(encoded) || isSops(encoded)) return undefined;
  return Buffer.from(encoded, 'base64').toString('utf8');
}

function isSops(text: string): boolean {
  return text.startsWith('ENC[');
}

/** `plain` only where some secret value is really readable: neither encrypted, nor a placeholder, nor empty. */
function protectionOf(root: YamlNode, values: readonly YamlNode[]): AgentSecret['protection'] {
  if (values.length === 0) return 'absent';
  if (present(child(root, 'sops'))) return 'encrypted';
  const texts = values.map((value) => textOf(value) ?? '').filter((value) => value !== '');
  if (texts.length === 0) return 'absent';
  if (texts.every(isSops)) return 'encrypted';
  return texts.some((value) => !isSops(value) && !looksLikePlaceholder(value)) ? 'plain' : 'placeholder';
}

/** Words that stand where a tool or a person puts the secret in: `${X}`, `{{ x }}`, `<path:...>`, `$X`, `CHANGEME`, `***`. */
function looksLikePlaceholder(value: string): boolean {
  const text = value.trim();
  if (isPlaceholder(text) || /^<[^<>\n]{1,400}>$/u.test(text) || /^\$[A-Za-z_]/u.test(text)) return true;
  return /^(?:x{3,}|\*{3,}|\.{3}|change-?me|replace-?me|redacted|placeholder|todo|dummy|fake|example|secret|password|token|my-?(?:secret|password|token))$/iu.test(
    text,
  );
}
