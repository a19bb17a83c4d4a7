import type { SignedIn } from './access.ts';
import { Problem } from './problem.ts';

const MOST_STREAMS = 500;
const MOST_OF_ONE_PERSON = 10;
/** Milliseconds until a stream ends and its client comes back. */
const LONGEST = 3_600_000;

/** Counts what stays open, so that nobody can hold everything. */
export class Streams {
  readonly #byPerson: Map<string, number> = new Map();
  #all = 0;

  get open(): number {
    return this.#all;
  }

  /** The signal that ends the stream: with the request, after an hour, or with the session. Throws TOO_MANY_REQUESTS. */
  begin(who: SignedIn, request: AbortSignal): AbortSignal {
    const key = JSON.stringify([who.issuer, who.subject]);
    const own = this.#byPerson.get(key) ?? 0;
    if (own >= MOST_OF_ONE_PERSON || this.#all >= MOST_STREAMS) throw new Problem('TOO_MANY_REQUESTS');
    this.#byPerson.set(key, own + 1);
    this.#all += 1;
    if (request.aborted) this.#close(key);
    else request.addEventListener('abort', () => this.#close(key), { once: true });
    return AbortSignal.any([request, AbortSignal.timeout(LONGEST)]);
  }

  #close(key: string): void {
    this.#all -= 1;
    const rest = (this.#byPerson.get(key) ?? 1) - 1;
    if (rest === 0) this.#byPerson.delete(key);
    else this.#byPerson.set(key, rest);
  }
}
