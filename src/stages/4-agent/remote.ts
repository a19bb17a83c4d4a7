/**
 * A remote URL in one form: `host[:port]/path`, without scheme, user info, default port, `.git` and slashes at the end.
 * The host is in lower case; so is the path, because the forges that agents know fold it and the agents compare it so.
 * `undefined` for what names no host (a local path, an empty text).
 */
export function normalizeRemote(url: string): string | undefined {
  const text = url.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(text);
  let host: string;
  let path: string;
  if (scheme !== null) {
    const rest = text.slice(scheme[0].length);
    const slash = rest.indexOf('/');
    host = slash === -1 ? rest : rest.slice(0, slash);
    path = slash === -1 ? '' : rest.slice(slash + 1);
    host = withoutDefaultPort(host.slice(host.lastIndexOf('@') + 1), (scheme[1] ?? '').toLowerCase());
    if ((scheme[1] ?? '').toLowerCase() === 'file') return undefined;
  } else {
    const colon = text.indexOf(':');
    if (colon <= 0 || text.slice(0, colon).includes('/')) return undefined;
    host = text.slice(0, colon);
    host = host.slice(host.lastIndexOf('@') + 1);
    path = text.slice(colon + 1);
  }
  path = path.split(/[?#]/u)[0] ?? '';
  while (path.startsWith('/')) path = path.slice(1);
  while (path.endsWith('/')) path = path.slice(0, -1);
  if (path.toLowerCase().endsWith('.git')) path = path.slice(0, -4);
  if (host === '' || path === '') return undefined;
  return azure(`${host}/${path}`.toLowerCase());
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  https: ':443',
  http: ':80',
  ssh: ':22',
  git: ':9418',
};

function withoutDefaultPort(host: string, scheme: string): string {
  const port = DEFAULT_PORTS[scheme];
  return port !== undefined && host.endsWith(port) ? host.slice(0, -port.length) : host;
}

/** Azure DevOps names one repository in two ways: `ssh.dev.azure.com/v3/o/p/r` and `dev.azure.com/o/p/_git/r`. */
function azure(normal: string): string {
  if (normal.startsWith('ssh.dev.azure.com/v3/')) {
    const [organization, project, repository] = normal.slice('ssh.dev.azure.com/v3/'.length).split('/');
    return `dev.azure.com/${organization ?? ''}/${project ?? ''}/_git/${repository ?? ''}`;
  }
  if (normal.startsWith('ssh.github.com:443/'))
    return `github.com/${normal.slice('ssh.github.com:443/'.length)}`;
  return normal;
}

/** Last segment of a remote's path: what a clone's folder is usually called. */
export function remoteBaseName(url: string): string | undefined {
  const normal = normalizeRemote(url);
  return normal?.slice(normal.lastIndexOf('/') + 1);
}

/** The URL as it may be shown and compared: passwords, tokens and queries are removed; the user name of SSH, which is no secret, stays. */
export function withoutUserInfo(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*:\/\/)([^/]*)(.*)$/isu.exec(url.trim());
  if (scheme === null) return url.trim();
  const authority = scheme[2] ?? '';
  const at = authority.lastIndexOf('@');
  const user =
    (scheme[1] ?? '').toLowerCase() === 'ssh://' && at !== -1
      ? `${authority.slice(0, at).split(':')[0] ?? ''}@`
      : '';
  return `${scheme[1] ?? ''}${user}${authority.slice(at + 1)}${(scheme[3] ?? '').split('?')[0] ?? ''}`;
}

/** True where bytes travel without transport security. */
export function isInsecureUrl(url: string): boolean {
  return /^(http|git|ftp):\/\//iu.test(url.trim());
}

/** A repository-relative folder: no leading `./` or `/`, no `.` segments; '' is the root; `undefined` where it leaves the repository. */
export function cleanPath(path: string): string | undefined {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.pop() === undefined) return undefined;
  }
  return kept.join('/');
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** True where `path` is `folder` or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
