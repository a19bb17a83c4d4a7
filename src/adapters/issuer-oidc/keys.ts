import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IssuerKeys, PublishedKey } from '../../ports/issuer.ts';
import { keysAddress, keysById } from './documents.ts';
import { bounded, type Get, type Got } from './get.ts';
import type { Reach } from './reach.ts';

/** Milliseconds, and counts. */
const LIMITS = {
  /** Keys are asked for anew after this, or earlier or later as the issuer says, within these two. */
  fresh: 300_000,
  freshAtLeast: 30_000,
  freshAtMost: 600_000,
  /** So long the last good keys are used while the issuer does not answer, or lies. */
  lastGood: 3_600_000,
  /** So long nobody asks again after it failed. */
  pause: 10_000,
  /** An id that is not known makes the keys be asked for anew, once in this time, and all such ids together so often. */
  forcedEach: 60_000,
  forcedTogether: 10,
  answer: 5_000,
  bytes: 262_144,
} as const;

interface Issuer {
  readonly get: Get;
  keys: ReadonlyMap<string, PublishedKey>;
  fetchedAt: number;
  freshUntil: number;
  failure?: { readonly error: MainwardError; readonly until: number } | undefined;
  asking?: Promise<void> | undefined;
  /** When each unknown id last forced anything. */
  readonly forced: Map<string, number>;
}

/** Keys by OpenID Connect discovery, of exactly the issuers that are given to it. */
export class OidcIssuerKeys implements IssuerKeys {
  readonly #issuers: ReadonlyMap<string, Issuer>;
  readonly #clock: Clock;

  constructor(
    issuers: ReadonlyMap<string, Reach>,
    clock: Clock,
    getting: (reach: Reach) => Get = (reach) => bounded(reach),
  ) {
    this.#clock = clock;
    this.#issuers = new Map(
      [...issuers].map(([name, reach]) => [
        name,
        {
          get: getting(reach),
          keys: new Map(),
          fetchedAt: Number.NEGATIVE_INFINITY,
          freshUntil: Number.NEGATIVE_INFINITY,
          forced: new Map(),
        },
      ]),
    );
  }

  async key(issuer: string, id: string): Promise<PublishedKey | undefined> {
    const state = this.#issuers.get(issuer);
    if (state === undefined) return undefined;
    const asked = this.#clock.now() >= state.freshUntil && (await this.#askOrKeep(issuer, state));
    const known = state.keys.get(id);
    if (known !== undefined || asked || !this.#mayForce(state, id)) return known;
    await this.#ask(issuer, state);
    return state.keys.get(id);
  }

  /** Where it cannot be asked, the last good keys go on for a while: then `false`. */
  async #askOrKeep(name: string, state: Issuer): Promise<boolean> {
    try {
      await this.#ask(name, state);
      return true;
    } catch (error) {
      if (this.#clock.now() >= state.fetchedAt + LIMITS.lastGood) throw error;
      return false;
    }
  }

  /** Whoever asks while somebody asks already waits for the same answer. */
  #ask(name: string, state: Issuer): Promise<void> {
    if (state.failure !== undefined && this.#clock.now() < state.failure.until)
      return Promise.reject(state.failure.error);
    state.asking ??= this.#fetch(name, state).finally(() => {
      state.asking = undefined;
    });
    return state.asking;
  }

  async #fetch(name: string, state: Issuer): Promise<void> {
    try {
      const discovery = new URL(`${name.replace(/\/$/, '')}/.well-known/openid-configuration`);
      const address = believed(name, await got(name, state, discovery), (bytes) => keysAddress(bytes, name));
      const answer = await got(name, state, address);
      const keys = believed(name, answer, keysById);
      const fresh = Math.min(
        Math.max((answer.maxAge ?? LIMITS.fresh / 1_000) * 1_000, LIMITS.freshAtLeast),
        LIMITS.freshAtMost,
      );
      state.keys = keys;
      state.fetchedAt = this.#clock.now();
      state.freshUntil = state.fetchedAt + fresh;
      state.failure = undefined;
    } catch (error) {
      if (error instanceof MainwardError) state.failure = { error, until: this.#clock.now() + LIMITS.pause };
      throw error;
    }
  }

  #mayForce({ forced }: Issuer, id: string): boolean {
    const now = this.#clock.now();
    for (const [other, at] of forced) if (now - at >= LIMITS.forcedEach) forced.delete(other);
    if (forced.has(id) || forced.size >= LIMITS.forcedTogether) return false;
    forced.set(id, now);
    return true;
  }
}

async function got(name: string, { get }: Issuer, url: URL): Promise<Got> {
  try {
    return await get(url, { bytes: LIMITS.bytes, milliseconds: LIMITS.answer });
  } catch (cause) {
    throw new MainwardError(
      'ISSUER_UNREACHABLE',
      `The issuer ${name} does not answer as an issuer does, so its keys are not known.`,
      {
        fields: { issuer: name },
        remedy: 'See that this server reaches it, and where the configuration lets it be.',
        cause,
      },
    );
  }
}

function believed<Value>(name: string, { bytes }: Got, read: (bytes: Uint8Array) => Value): Value {
  try {
    return read(bytes);
  } catch (cause) {
    throw new MainwardError(
      'ISSUER_INVALID',
      `What the issuer ${name} says of itself cannot be believed, so no token of it is.`,
      {
        fields: { issuer: name },
        remedy: 'Compare its discovery document and its keys with the configuration.',
        cause,
      },
    );
  }
}
