import { connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { Authority } from '../../src/adapters/cluster-kubernetes/fixtures/certificates.ts';
import { freePort } from './parts.ts';

/** What stands before a server that itself speaks no TLS. */
export interface TlsFront {
  readonly url: URL;
  /** PEM; of the one that certified it. */
  readonly authority: string;
  stop(): Promise<void>;
}

/** Ends TLS before a port of loopback. API servers show their token to nobody who speaks none. */
export async function startTlsFront(port: number): Promise<TlsFront> {
  const authority = new Authority();
  const { certificate, key } = authority.issue({ name: 'front', hosts: ['127.0.0.1'] });
  const own = await freePort();
  const open = new Set<Socket>();
  const server = createServer({ cert: certificate, key }, (inner) => {
    const behind = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [inner, behind],
      [behind, inner],
    ] as const) {
      open.add(one);
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('error', () => undefined);
      one.pipe(other);
    }
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve));
  return {
    url: new URL(`https://127.0.0.1:${own}`),
    authority: authority.certificate,
    stop: async () => {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
