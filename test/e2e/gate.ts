import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './parts.ts';

/** A way to a server that can be closed: what is sent then arrives nowhere, and nobody is told. */
export interface Gate {
  readonly url: URL;
  close(): void;
  /** What was sent while it was closed is lost, with the connections that it came by. */
  open(): void;
  stop(): Promise<void>;
}

export async function startGate(to: URL): Promise<Gate> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let closed = false;
  const server = createServer((inner) => {
    const outer = connect(Number(to.port), to.hostname);
    for (const [from, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => {
        if (!closed) other.write(bytes);
      });
      from.on('error', () => undefined);
      from.once('close', () => {
        sockets.delete(from);
        if (!closed) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const one of sockets) one.destroy();
  };
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    close: () => {
      closed = true;
    },
    open: () => {
      cut();
      closed = false;
    },
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
