import { child, isNull, itemsOf, stringsOf, textOf } from '../../formats/yaml/access.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Connection } from './connection.ts';
import { fileBeside, kubeconfigInvalid, readCredential, tokenIn } from './credential-files.ts';

/** What would run a program, switch TLS off or go another way round; nothing of it is ever followed. */
const REFUSED = {
  cluster: ['insecure-skip-tls-verify', 'proxy-url'],
  user: ['exec', 'auth-provider', 'username', 'password', 'as-uid', 'as-user-extra'],
} as const;

/**
 * Where a kubeconfig leads: its current context, or the named one. A kubeconfig is data that others hand over, so it
 * runs nothing, reads nothing outside its own folder and never weakens TLS; what wants that is refused with
 * KUBECONFIG_INVALID.
 */
export async function readKubeconfig(path: string, clock: Clock, context?: string): Promise<Connection> {
  const { root, chosen } = await contextIn(path, context);
  const cluster = named(root, 'clusters', 'cluster', textOf(child(chosen, 'cluster')) ?? '');
  const user = named(root, 'users', 'user', textOf(child(chosen, 'user')) ?? '');
  refuse(cluster, REFUSED.cluster, 'cluster');
  refuse(user, REFUSED.user, 'user');
  const authorities = await material(path, cluster, 'certificate-authority');
  const serverName = textOf(child(cluster, 'tls-server-name'));
  return {
    ...address(textOf(child(cluster, 'server')) ?? ''),
    ...(authorities === undefined ? {} : { authorities }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(await credential(path, user, clock)),
  };
}

/** The name of the user that a context acts as. Rejects with KUBECONFIG_INVALID. */
export async function kubeconfigUser(path: string, context?: string): Promise<string> {
  const { chosen } = await contextIn(path, context);
  return textOf(child(chosen, 'user')) ?? '';
}

async function contextIn(
  path: string,
  context: string | undefined,
): Promise<{ readonly root: YamlNode | undefined; readonly chosen: YamlNode }> {
  const text = await readCredential(path);
  const [document, ...more] = readYaml(new TextEncoder().encode(text), { path }).documents;
  if (document?.ok !== true || more.length > 0)
    throw kubeconfigInvalid('the kubeconfig is no readable YAML document');
  const { root } = document;
  const name = context ?? textOf(child(root, 'current-context')) ?? '';
  return { root, chosen: named(root, 'contexts', 'context', name) };
}

async function credential(
  path: string,
  user: YamlNode,
  clock: Clock,
): Promise<Pick<Connection, 'certificate' | 'token' | 'as'>> {
  const chain = await material(path, user, 'client-certificate');
  const key = await material(path, user, 'client-key');
  const token = textOf(child(user, 'token'))?.trim() ?? '';
  const tokenFile = textOf(child(user, 'tokenFile'));
  const speaksFor = textOf(child(user, 'as'));
  const groups = stringsOf(child(user, 'as-groups')).map((group) => group.text);
  if ((chain === undefined) !== (key === undefined))
    throw kubeconfigInvalid('a client certificate needs its key');
  if (chain === undefined && token === '' && tokenFile === undefined)
    throw kubeconfigInvalid('its user has neither a token nor a client certificate');
  const bearer = token === '' ? undefined : async (): Promise<string> => token;
  const inFile = tokenFile === undefined ? undefined : tokenIn(await fileBeside(path, tokenFile), clock);
  const found = inFile ?? bearer;
  return {
    ...(chain === undefined || key === undefined ? {} : { certificate: { chain, key } }),
    ...(found === undefined ? {} : { token: found }),
    ...(speaksFor === undefined ? {} : { as: { user: speaksFor, groups } }),
  };
}

/** PEM, from `NAME-data` or from the file that `NAME` names. */
async function material(path: string, node: YamlNode, field: string): Promise<string | undefined> {
  const data = textOf(child(node, `${field}-data`)) ?? '';
  const file = textOf(child(node, field)) ?? '';
  if (data === '' && file === '') return undefined;
  const pem =
    data === ''
      ? await readCredential(await fileBeside(path, file))
      : Buffer.from(data, 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN ')) throw kubeconfigInvalid(`its ${field} is no PEM`);
  return pem;
}

function address(server: string): Pick<Connection, 'host' | 'port' | 'path'> {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined) throw kubeconfigInvalid('its server is no URL');
  if (url.protocol !== 'https:') throw kubeconfigInvalid('its server is not reached by https');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw kubeconfigInvalid('the URL of its server has more than a host and a path');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
    path: url.pathname.replace(/\/+$/, ''),
  };
}

/** The entry of one of a kubeconfig's lists; two of one name would be read differently by others. */
function named(root: YamlNode | undefined, list: string, field: string, name: string): YamlNode {
  const found = itemsOf(child(root, list)).filter((item) => textOf(child(item, 'name')) === name);
  const [item] = found;
  const entry = child(item, field);
  if (found.length !== 1 || entry === undefined || isNull(entry))
    throw kubeconfigInvalid(`it has not exactly one ${field} named ${JSON.stringify(name.slice(0, 80))}`);
  return entry;
}

function refuse(node: YamlNode, fields: readonly string[], what: string): void {
  for (const field of fields) {
    const value = child(node, field);
    if (value === undefined || isNull(value) || textOf(value) === 'false' || textOf(value) === '') continue;
    throw kubeconfigInvalid(`its ${what} has ${field}, which is never followed`);
  }
}
