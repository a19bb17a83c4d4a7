import { createServer, type Server } from 'node:http';

/** Listens on loopback; the answer is the port. 0 = any free one. */
export function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** An address on loopback where nobody listens now; `wanted` where that one is free. */
export async function freeAddress(wanted = 0): Promise<URL> {
  const server = createServer();
  try {
    return new URL(`http://127.0.0.1:${await listening(server, wanted)}`);
  } catch {
    return freeAddress();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Ends every connection, and resolves when nothing listens any more. */
export function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
