/** The two services of Git's smart protocol (`gitprotocol-http(5)`). */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

export interface GitRoute {
  /** Name of the repository, without `.git`. */
  readonly repository: string;
  readonly service: GitService;
  /** What the backend is asked for, after the repository. */
  readonly path: string;
  readonly query: string;
}

const PATH = /^\/([A-Za-z0-9_][A-Za-z0-9._-]{0,99})\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * What a request asks of Git: listing refs for a service, or the service itself. Anything else, files of the
 * repository among it, is `undefined`; a method that does not fit is `wrong-method`.
 */
export function readGitRoute(
  method: string,
  url: string,
  prefix: string = '',
): GitRoute | 'wrong-method' | undefined {
  const [path = '', query = ''] = url.split('?', 2);
  if (!path.startsWith(prefix)) return undefined;
  const [, repository, what] = PATH.exec(path.slice(prefix.length)) ?? [];
  if (repository === undefined || what === undefined || repository.includes('..')) return undefined;
  if (what === 'info/refs') {
    const service = serviceOf(query);
    if (service === undefined) return undefined;
    return method === 'GET' ? { repository, service, path: what, query } : 'wrong-method';
  }
  if (query !== '') return undefined;
  const service = what === 'git-receive-pack' ? what : 'git-upload-pack';
  return method === 'POST' ? { repository, service, path: what, query } : 'wrong-method';
}

function serviceOf(query: string): GitService | undefined {
  if (query === 'service=git-upload-pack') return 'git-upload-pack';
  return query === 'service=git-receive-pack' ? 'git-receive-pack' : undefined;
}
