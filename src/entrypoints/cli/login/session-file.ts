import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MainwardError } from '../../../model/errors.ts';

/** A session at a server. */
export interface KeptSession {
  readonly token: string;
  /** RFC 3339. */
  readonly expires: string;
}

type Env = Readonly<Record<string, string | undefined>>;
type Kept = Readonly<Record<string, KeptSession>>;

const SCHEMA = 'mainward.dev/sessions/v1';
const MOST_BYTES = 1 << 20;

/** Keeps it in a file of the XDG state folder that only its owner may read. Throws OUTPUT_FAILED. */
export function keepSession(server: URL, session: KeptSession, env: Env, now: number): void {
  const folder = stateFolder(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const kept = { ...live(readKept(folder), now), [server.origin]: session };
    const draft = join(folder, `sessions.${process.pid}.draft`);
    writeFileSync(draft, `${JSON.stringify({ schema: SCHEMA, sessions: kept }, null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(draft, join(folder, 'sessions.json'));
  } catch (cause) {
    throw new MainwardError('OUTPUT_FAILED', `The session cannot be kept in ${folder}.`, {
      remedy: 'Make the folder writable, or set XDG_STATE_HOME to another.',
      cause,
    });
  }
}

/** The session that was kept for a server, while it lasts. */
export function keptSession(server: URL, env: Env, now: number): KeptSession | undefined {
  return live(readKept(stateFolder(env)), now)[server.origin];
}

export function stateFolder(env: Env): string {
  const { XDG_STATE_HOME: state, HOME: home } = env;
  if (state?.startsWith('/') === true) return join(state, 'mainward');
  if (home?.startsWith('/') === true) return join(home, '.local', 'state', 'mainward');
  throw new MainwardError(
    'OUTPUT_FAILED',
    'There is no place to keep what is to outlast this: neither HOME nor XDG_STATE_HOME is set.',
  );
}

/** What is there and is understood; a file of anything else is as good as none. */
function readKept(folder: string): Kept {
  try {
    const file = join(folder, 'sessions.json');
    if (statSync(file).size > MOST_BYTES) return {};
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!(read instanceof Object && 'sessions' in read && read.sessions instanceof Object)) return {};
    return Object.fromEntries(Object.entries(read.sessions).filter(([, one]) => isSession(one)));
  } catch {
    return {};
  }
}

function isSession(value: unknown): value is KeptSession {
  return (
    value instanceof Object &&
    'token' in value &&
    typeof value.token === 'string' &&
    'expires' in value &&
    typeof value.expires === 'string'
  );
}

function live(kept: Kept, now: number): Kept {
  return Object.fromEntries(Object.entries(kept).filter(([, { expires }]) => Date.parse(expires) > now));
}
