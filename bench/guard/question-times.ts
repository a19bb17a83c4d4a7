import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Exchanges in which the two ends of a connection agree on TLS. */
const HANDSHAKE = 2;

/**
 * Stands between those who ask and a server that answers one question after the other on a connection, and takes the time
 * of each: from when the question is passed on until its answer comes. It reads nothing of what is said.
 */
export class QuestionTimes {
  readonly port: number;
  #times: number[] = [];
  readonly #end: () => void;

  private constructor(port: number, end: () => void) {
    this.port = port;
    this.#end = end;
  }

  static async between(to: number): Promise<QuestionTimes> {
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (asker) => {
      const answerer = connect({ port: to, host: '127.0.0.1', noDelay: true });
      for (const [one, other] of [
        [asker, answerer],
        [answerer, asker],
      ] as const) {
        sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.once('close', () => sockets.delete(one));
      }
      let askedAt: number | undefined;
      let exchanges = 0;
      asker.on('data', () => {
        askedAt ??= performance.now();
      });
      answerer.on('data', () => {
        if (askedAt === undefined) return;
        exchanges += 1;
        if (exchanges > HANDSHAKE) times.#times.push(performance.now() - askedAt);
        askedAt = undefined;
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const times = new QuestionTimes((server.address() as AddressInfo).port, () => {
      for (const one of sockets) one.destroy();
      server.close();
    });
    return times;
  }

  /** Milliseconds of each question since the last time that this was asked. */
  take(): readonly number[] {
    const taken = this.#times;
    this.#times = [];
    return taken;
  }

  end(): void {
    this.#end();
  }
}
