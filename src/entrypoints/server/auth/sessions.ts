import { createHash } from 'node:crypto';
import type { Clock } from '../../../ports/clock.ts';
import type { Random } from '../../../ports/random.ts';
import type { SignedIn } from '../access.ts';
import type { Sessions } from '../services.ts';

/** Whom a session is for; everything but what the session itself adds. */
export type Identity = Omit<SignedIn, 'by' | 'expires'>;

export interface SessionLimits {
  /** Milliseconds without a request. */
  readonly idle: number;
  /** Milliseconds in any case. */
  readonly absolute: number;
}

interface Session {
  readonly identity: Identity;
  readonly by: SignedIn['by'];
  readonly ends: number;
  readonly idle: number;
  lastSeen: number;
}

const MOST_SESSIONS = 20_000;
const MOST_OF_ONE_PERSON = 20;

/**
 * Sessions in memory, each under the digest of 256 random bits: what ends with the process cannot be stolen from its disk.
 * Everybody signs in anew after a restart (docs/decisions/0010).
 */
export class MemorySessions implements Sessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sessions: Map<string, Session> = new Map();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Those that are over count until somebody signs in. */
  get size(): number {
    return this.#sessions.size;
  }

  /** The token, which is not kept. The oldest session of somebody who has too many ends. */
  start(identity: Identity, by: SignedIn['by'], limits: SessionLimits): string {
    const now = this.#clock.now();
    this.#dropEnded(now);
    const own = [...this.#sessions].filter(([, one]) => isSame(one.identity, identity));
    const [oldest] =
      own.length >= MOST_OF_ONE_PERSON ? own : this.#sessions.size >= MOST_SESSIONS ? this.#sessions : [];
    if (oldest !== undefined) this.#sessions.delete(oldest[0]);
    const token = Buffer.from(this.#random.bytes(32)).toString('base64url');
    this.#sessions.set(digest(token), {
      identity,
      by,
      ends: now + limits.absolute,
      idle: limits.idle,
      lastSeen: now,
    });
    return token;
  }

  find(token: string, by: SignedIn['by']): Promise<SignedIn | undefined> {
    const session = this.#sessions.get(digest(token));
    const now = this.#clock.now();
    if (session === undefined || session.by !== by || isOver(session, now)) return Promise.resolve(undefined);
    session.lastSeen = now;
    return Promise.resolve({
      ...session.identity,
      by,
      expires: new Date(session.ends).toISOString(),
    });
  }

  isLive(token: string, by: SignedIn['by']): boolean {
    const session = this.#sessions.get(digest(token));
    return session !== undefined && session.by === by && !isOver(session, this.#clock.now());
  }

  end(token: string): void {
    this.#sessions.delete(digest(token));
  }

  /** All sessions of somebody, wherever they were begun. */
  endAll(identity: Person): void {
    for (const [key, session] of this.#sessions)
      if (isSame(session.identity, identity)) this.#sessions.delete(key);
  }

  #dropEnded(now: number): void {
    for (const [key, session] of this.#sessions) if (isOver(session, now)) this.#sessions.delete(key);
  }
}

function isOver({ ends, idle, lastSeen }: Session, now: number): boolean {
  return now >= ends || now - lastSeen >= idle;
}

type Person = Pick<Identity, 'issuer' | 'subject'>;

function isSame(one: Person, other: Person): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
