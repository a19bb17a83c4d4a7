/** What is read of a judged repository's own configuration; it is never handed to git. */
export interface JudgedConfig {
  readonly bare: boolean;
  readonly workTree?: string;
  readonly objectFormat: string;
  readonly refStorage: string;
  readonly partial: boolean;
  readonly originUrl?: string;
  /** Where Git looks for hooks instead of in the repository. */
  readonly hooksPath?: string;
}

/** Reads the few keys that tell a repository's shape. Includes are not followed; odd lines are passed over. */
export function readJudgedConfig(text: string): JudgedConfig {
  const values = valuesOf(text);
  const workTree = values.get('core.worktree');
  const originUrl = values.get('remote.origin.url');
  const hooksPath = values.get('core.hookspath');
  return {
    bare: isTrue(values.get('core.bare')),
    ...(workTree === undefined ? {} : { workTree }),
    objectFormat: values.get('extensions.objectformat')?.toLowerCase() ?? 'sha1',
    refStorage: values.get('extensions.refstorage')?.toLowerCase() ?? 'files',
    partial:
      values.has('extensions.partialclone') ||
      [...values.keys()].some(
        (key) => key.startsWith('remote.') && /\.(promisor|partialclonefilter)$/.test(key),
      ),
    ...(originUrl === undefined ? {} : { originUrl: withoutUserInfo(originUrl) }),
    ...(hooksPath === undefined ? {} : { hooksPath }),
  };
}

/** The address that a remote is pushed to, as it stands there: it may hold a password. */
export function remoteUrlOf(text: string, remote: string): string | undefined {
  const values = valuesOf(text);
  return values.get(`remote.${remote}.pushurl`) ?? values.get(`remote.${remote}.url`);
}

function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const raw of text.split('\n').slice(0, 20_000)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[')) {
      section = sectionName(line);
      continue;
    }
    const equals = line.indexOf('=');
    const key = (equals === -1 ? line : line.slice(0, equals)).trim().toLowerCase();
    const value = equals === -1 ? 'true' : unquote(line.slice(equals + 1).trim());
    values.set(`${section}.${key}`, value);
  }
  return values;
}

/** `[remote "origin"]` -> `remote.origin`; sub-sections keep their case. */
function sectionName(line: string): string {
  const end = line.lastIndexOf(']');
  const inner = line.slice(1, end === -1 ? undefined : end).trim();
  const quote = inner.indexOf('"');
  if (quote === -1) return inner.toLowerCase();
  return `${inner.slice(0, quote).trim().toLowerCase()}.${inner.slice(quote + 1, inner.lastIndexOf('"'))}`;
}

function unquote(value: string): string {
  const bare = value.startsWith('"')
    ? value.slice(1, value.indexOf('"', 1) === -1 ? undefined : value.indexOf('"', 1))
    : value;
  return value.startsWith('"') ? bare : (bare.split(/[#;]/, 1)[0]?.trim() ?? '');
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['true', 'yes', 'on', '1'].includes(value.toLowerCase());
}

/** A URL must never carry a password into a report. */
function withoutUserInfo(url: string): string {
  const scheme = url.indexOf('://');
  if (scheme === -1) return url;
  const rest = url.slice(scheme + 3);
  const slash = rest.indexOf('/');
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const at = authority.lastIndexOf('@');
  return at === -1
    ? url
    : `${url.slice(0, scheme + 3)}${authority.slice(at + 1)}${slash === -1 ? '' : rest.slice(slash)}`;
}
