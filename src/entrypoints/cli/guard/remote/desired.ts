import type * as z from 'zod';
import { keptObject } from '../../../../flows/guard/desired/object.ts';
import type { DesiredObject, DesiredSource, DesiredState } from '../../../../flows/guard/desired/state.ts';
import type { PauseInForce } from '../../../../flows/guard/safety/checks.ts';
import { pooledText } from '../../../../formats/json/pooled.ts';
import { objectKey } from '../../../../ledger/facets.ts';
import { MainwardError } from '../../../../model/errors.ts';
import type { ObjectRef } from '../../../../model/ledger.ts';
import type { Clock } from '../../../../ports/clock.ts';
import {
  GuardDesired,
  type GuardDesiredDocument,
  GuardDesiredPage,
} from '../../../server/guarding/desired-document.ts';
import type { GuardServer } from './server.ts';

interface Known {
  readonly version: string;
  readonly state: DesiredState;
  readonly pause?: PauseInForce;
}

/** So often it is asked anew because it moved while it was told. */
const MOST_BEGINNINGS = 3;
const MOVED = 409;

/** What a server says that the cluster should be. It is asked each time, and answers shortly where nothing moved. */
export class RemoteDesired implements DesiredSource {
  readonly #server: GuardServer;
  readonly #clock: Clock;
  #known: Known | undefined;
  #asking: Promise<Known | undefined> | undefined;
  #reading: { readonly version: string; readonly known: Promise<Known> } | undefined;

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

  /** What is asked in one breath is one question. */
  #ask(): Promise<Known | undefined> {
    if (this.#asking === undefined) {
      this.#asking = this.#askNow();
      queueMicrotask(() => {
        this.#asking = undefined;
      });
    }
    return this.#asking;
  }

  async #askNow(): Promise<Known | undefined> {
    for (let beginning = 1; ; beginning += 1) {
      try {
        return await this.#once();
      } catch (error) {
        const hasMoved = error instanceof MainwardError && error.fields['status'] === MOVED;
        if (!hasMoved || beginning === MOST_BEGINNINGS) throw error;
      }
    }
  }

  async #once(): Promise<Known | undefined> {
    const confirmedAt = this.#clock.now();
    const asked = this.#known;
    const headers = asked === undefined ? {} : { 'if-none-match': `"${asked.version}"` };
    const { status, body } = await this.#server.get('desired', headers);
    if (status === 304 && asked !== undefined) return this.#confirmed(asked, confirmedAt);
    if (status !== 200) {
      this.#known = undefined;
      return undefined;
    }
    return this.#confirmed(await this.#whole(readWith(GuardDesired, body)), confirmedAt);
  }

  #confirmed(known: Known, confirmedAt: number): Known {
    this.#known = { ...known, state: { ...known.state, confirmedAt } };
    return this.#known;
  }

  /** Whoever asks while the same is read waits for that. */
  #whole(told: GuardDesiredDocument): Promise<Known> {
    const { version } = told;
    if (this.#reading?.version === version) return this.#reading.known;
    const known = this.#read(told).finally(() => {
      if (this.#reading?.known === known) this.#reading = undefined;
    });
    this.#reading = { version, known };
    return known;
  }

  /** A part at a time, so that the whole of its text is in memory at no time. */
  async #read({ version, objects: count, ...told }: GuardDesiredDocument): Promise<Known> {
    const { repository, commit, unknown, policy, pause } = told;
    const before = this.#known?.state.objects;
    const agents = new Map<string, ObjectRef>();
    const objects = new Map<string, DesiredObject>();
    while (objects.size < count) {
      const path = `desired/objects?version=${encodeURIComponent(version)}&from=${objects.size}`;
      const page = readWith(GuardDesiredPage, (await this.#server.get(path)).body).objects;
      const size = objects.size + page.length;
      for (const { agent, ...one } of page) {
        const key = pooledText(objectKey(one.ref));
        const same = agent === undefined ? {} : { agent: sameAgent(agent, agents) };
        objects.set(key, keptObject({ ...one, ...same }, before?.get(key)));
      }
      if (page.length === 0 || objects.size !== size) throw unreadable('It tells other objects than it has.');
    }
    return {
      version,
      state: {
        repository,
        commit,
        version,
        confirmedAt: 0,
        unknown,
        objects,
        earlier: new Map(told.earlier.map(({ key, meanings }) => [key, new Set(meanings)])),
        ...(policy === undefined ? {} : { policy }),
      },
      ...(pause === undefined ? {} : { pause }),
    };
  }
}

function sameAgent(agent: ObjectRef, agents: Map<string, ObjectRef>): ObjectRef {
  const key = objectKey(agent);
  const known = agents.get(key);
  if (known === undefined) agents.set(key, agent);
  return known ?? agent;
}

function readWith<Value>(schema: z.ZodType<Value>, body: Uint8Array): Value {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): MainwardError {
  return new MainwardError('SERVER_UNREACHABLE', 'What the server says of the cluster cannot be read.', {
    remedy: 'Run the same version of Mainward at both ends.',
    cause,
  });
}
