import { createHash } from 'node:crypto';
import type { Clock } from '../../../ports/clock.ts';
import type { Random } from '../../../ports/random.ts';
import type { SignedIn } from '../access.ts';
import type { MemorySessions } from './sessions.ts';

/** Minutes that a session of the command line lasts at most. */
export const CLI_SESSION_MINUTES = 60;
const CODE_MILLISECONDS = 60_000;
const MOST_CODES = 1_000;

interface Offer {
  readonly who: SignedIn;
  readonly challenge: string;
  readonly expires: number;
}

export interface CliToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/**
 * Lets the command line on somebody's machine act as them: the browser, signed in, agrees and hands a code to loopback
 * (RFC 8252); whoever began it, and nobody else, has the verifier that makes it a token (RFC 7636).
 */
export class CliLogins {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sessions: MemorySessions;
  readonly #offers: Map<string, Offer> = new Map();

  constructor(clock: Clock, random: Random, sessions: MemorySessions) {
    this.#clock = clock;
    this.#random = random;
    this.#sessions = sessions;
  }

  /** A code that is good once, for a minute. `challenge` is the S256 of the verifier. */
  offer(who: SignedIn, challenge: string): string {
    const now = this.#clock.now();
    for (const [code, { expires }] of this.#offers) if (expires <= now) this.#offers.delete(code);
    const [oldest] = this.#offers.keys();
    if (oldest !== undefined && this.#offers.size >= MOST_CODES) this.#offers.delete(oldest);
    const code = Buffer.from(this.#random.bytes(32)).toString('base64url');
    this.#offers.set(digest(code), { who, challenge, expires: now + CODE_MILLISECONDS });
    return code;
  }

  /** `undefined` for a code that is unknown, used, over, or another's; such a try uses it up, too. */
  redeem(code: string, verifier: string): CliToken | undefined {
    const key = digest(code);
    const offer = this.#offers.get(key);
    this.#offers.delete(key);
    const now = this.#clock.now();
    if (offer === undefined || offer.expires <= now || digest(verifier) !== offer.challenge) return undefined;
    const { by: _, expires, ...identity } = offer.who;
    const absolute = Math.min(CLI_SESSION_MINUTES * 60_000, Date.parse(expires) - now);
    if (absolute <= 0) return undefined;
    const token = this.#sessions.start(identity, 'bearer', { idle: absolute, absolute });
    return { token, expiresIn: Math.floor(absolute / 1_000) };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
