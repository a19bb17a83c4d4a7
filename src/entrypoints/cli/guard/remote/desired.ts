import type { DesiredSource, DesiredState } from '../../../../flows/guard/desired/state.ts';
import type { PauseInForce } from '../../../../flows/guard/safety/checks.ts';
import { MainwardError } from '../../../../model/errors.ts';
import type { Clock } from '../../../../ports/clock.ts';
import { desiredFrom } from '../../../server/guarding/desired-document.ts';
import type { GuardServer } from './server.ts';

interface Known {
  readonly version: string;
  readonly state: DesiredState;
  readonly pause?: PauseInForce;
}

/** What a server says that the cluster should be. It is asked each time, and answers shortly where nothing moved. */
export class RemoteDesired implements DesiredSource {
  readonly #server: GuardServer;
  readonly #clock: Clock;
  #known: Known | undefined;

  constructor(server: GuardServer, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
  }

  async current(): Promise<DesiredState | undefined> {
    return (await this.#ask())?.state;
  }

  /** The pause that is in force there. Rejects where the server does not say. */
  async pause(): Promise<PauseInForce | undefined> {
    return (await this.#ask())?.pause;
  }

  /** Nobody hints: whoever guards asks every second, and before whatever is done. */
  hints(signal: AbortSignal): AsyncIterable<void> {
    const over: IteratorResult<void> = { done: true, value: undefined };
    const next = (): Promise<IteratorResult<void>> =>
      new Promise((resolve) => {
        if (signal.aborted) resolve(over);
        else signal.addEventListener('abort', () => resolve(over), { once: true });
      });
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  async #ask(): Promise<Known | undefined> {
    const confirmedAt = this.#clock.now();
    const known = this.#known;
    const headers = known === undefined ? {} : { 'if-none-match': `"${known.version}"` };
    const { status, body } = await this.#server.get('desired', headers);
    if (status === 304 && known !== undefined) {
      this.#known = { ...known, state: { ...known.state, confirmedAt } };
      return this.#known;
    }
    this.#known = status === 200 ? knownFrom(body, confirmedAt) : undefined;
    return this.#known;
  }
}

function knownFrom(body: Uint8Array, confirmedAt: number): Known {
  try {
    const { state, pause } = desiredFrom(body, confirmedAt);
    return { version: state.version, state, ...(pause === undefined ? {} : { pause }) };
  } catch (cause) {
    throw new MainwardError('SERVER_UNREACHABLE', 'What the server says of the cluster cannot be read.', {
      remedy: 'Run the same version of Mainward at both ends.',
      cause,
    });
  }
}
