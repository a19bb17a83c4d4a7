import type { PushEvent } from '../../model/evidence.ts';
import { holdsAt, type RosterPerson, type RosterRobot } from '../../model/person.ts';
import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import type { GitRepository } from '../../ports/git.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../stages/1-commit/key-ring.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PolicyReader } from '../evidence/read-policy.ts';
import { type DescribedHead, headDescriber } from '../verify/describe-head.ts';
import type { OpenNativeForge } from '../verify/native.ts';

export interface ReceiveRequest {
  readonly updates: readonly RefUpdate[];
  /** Full name of the protected ref. */
  readonly ref: string;
  /** Name of the repository, as statements have it. */
  readonly name: string;
  /** The account that pushes, as the server that let it in names it. */
  readonly pusher?: string;
  /** The accepted roster, and policy from outside. */
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
  readonly readPolicy?: PolicyReader;
}

/** What every check of a push looks at. */
export interface ReceiveContext extends ReceiveRequest {
  /** With the objects of the push, and refs as they are before it. */
  readonly repository: GitRepository;
  readonly native: OpenNativeForge;
  /** Keys of the roster. */
  readonly ring: KeyRing;
  /** What a ref really is another name of. */
  readonly aliasOf: (ref: string) => Promise<string | undefined>;
  /** Who an object says it is by; `undefined` where it is no commit. */
  readonly describe: (oid: string) => Promise<DescribedHead | undefined>;
}

const HEAD_BYTES = 1 << 20;

export function contextOf(
  request: ReceiveRequest,
  ports: Pick<ReceiveContext, 'repository' | 'native' | 'aliasOf'>,
): ReceiveContext {
  const { roster } = request.evidence;
  const ring = keyRing(roster === undefined ? [] : [grantsOfRoster(roster)]);
  const describe = headDescriber(ring);
  return {
    ...request,
    ...ports,
    ring,
    describe: async (oid) => {
      const bytes = (await ports.repository.blobs([oid], { bytesEach: HEAD_BYTES })).get(oid);
      return bytes instanceof Uint8Array ? describe({ oid, bytes }) : undefined;
    },
  };
}

/** Who of the roster has the account that pushes, at this time. */
export function pusherOf({ pusher, evidence, now }: ReceiveContext): RosterPerson | RosterRobot | undefined {
  if (pusher === undefined) return undefined;
  const login = pusher.toLowerCase();
  const everybody = [...(evidence.roster?.people ?? []), ...(evidence.roster?.robots ?? [])];
  return (
    everybody.find(({ accounts }) =>
      accounts.some(
        (account) =>
          account.system === FORGE &&
          account.login.toLowerCase() === login &&
          holdsAt(account, Date.parse(now)),
      ),
    ) ?? everybody.find(({ emails }) => emails.some((email) => email.toLowerCase() === login))
  );
}

/** The system whose accounts push, as the roster names it. */
const FORGE = 'git';

/** This very push of the protected ref, as evidence. */
export function pushEventOf(
  { pusher }: ReceiveContext,
  { ref, before, after }: RefUpdate,
  at: string,
): PushEvent {
  return {
    ref,
    before,
    after,
    actor: { login: pusher ?? 'unknown', kind: 'unknown' },
    at,
    kind: isNoObject(before) ? 'create' : 'push',
  };
}

/** A refusal, with who pushes. */
export function refuse(
  { pusher }: Pick<ReceiveContext, 'pusher'>,
  { ref }: Pick<RefUpdate, 'ref'>,
  parts: {
    readonly who?: string;
    readonly what: string;
    readonly why: readonly string[];
    readonly how: readonly string[];
  },
): Refusal {
  const pushing = pusher === undefined ? 'somebody whom the server did not name' : pusher;
  const { who, what, why, how } = parts;
  return {
    ref,
    who: who === undefined ? `pushed by ${pushing}` : `pushed by ${pushing}; ${who}`,
    what,
    why,
    how,
  };
}

export function short(oid: string): string {
  return oid.slice(0, 10);
}
