import { createServer } from 'node:http';
import { gitHttp } from '../../../adapters/git-http/backend.ts';
import { listening, stopped } from './listening.ts';

export interface GitServer {
  /** Where somebody clones from and pushes to, as themselves. */
  origin(login: string): string;
  stop(): Promise<void>;
}

/** One bare repository over HTTP on loopback, to whoever says who they are: the demo asks for no password. */
export async function startGitServer(name: string, folder: string): Promise<GitServer> {
  const handle = gitHttp({
    authenticate: async ({ headers }) => {
      const [, encoded = ''] = /^Basic (\S+)$/.exec(headers.authorization ?? '') ?? [];
      const [login = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
      return login === '' ? undefined : { login };
    },
    repository: async (asked) => (asked === name ? folder : undefined),
  });
  const server = createServer((request, response) => void handle(request, response));
  const port = await listening(server, 0);
  return {
    origin: (login) => `http://${login}:demo@127.0.0.1:${port}/${name}.git`,
    stop: () => stopped(server),
  };
}
