import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Which connections carry a request. Node itself counts one that has said nothing yet among those that do, until its
 * headers are overdue; a server that stops would wait for that.
 */
export class Connections {
  readonly #requests: Map<Socket, number> = new Map();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#requests.set(socket, 0);
      socket.once('close', () => this.#requests.delete(socket));
    });
    server.on('request', ({ socket }: IncomingMessage, reply: ServerResponse) => {
      this.#count(socket, 1);
      reply.once('close', () => this.#count(socket, -1));
    });
  }

  /** Ends those that carry none. */
  endQuiet(): void {
    for (const [socket, requests] of this.#requests) if (requests === 0) socket.destroy();
  }

  #count(socket: Socket, change: number): void {
    const requests = this.#requests.get(socket);
    if (requests !== undefined) this.#requests.set(socket, requests + change);
  }
}
