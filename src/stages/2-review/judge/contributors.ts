import { updatesOf } from '../landings/updates.ts';
import type { Identities, Identity } from './identities.ts';
import type { BroughtCommit, LandingInput } from './input.ts';

export interface Contributors {
  /** Who made the change, sorted. */
  readonly people: readonly Identity[];
  /** Keys of everybody whose approval would be an approval of their own work; owners of a robot among them. */
  readonly excluded: ReadonlySet<string>;
  /** Somebody took part of whom it is not known who they are. */
  readonly strangers: readonly Identity[];
}

/**
 * Everybody who made a change: authors, co-authors, committers and signers of what it brought, who opened the pull
 * request and who pushed to it. Whoever only merged what was offered, as it was offered, or only the base into it, made
 * nothing.
 */
export function contributorsOf(input: LandingInput, identities: Identities): Contributors {
  const found = new Map<string, Identity>();
  const add = (identity: Identity): void => void found.set(identity.key, identity);
  const rewritten = rewrittenIn(input);
  const updates = cleanUpdates(input);
  for (const [index, brought] of input.commits.entries()) {
    if ((index === 0 && onlyJoins(input)) || updates.has(brought.commit.oid)) continue;
    for (const identity of makersOf(brought, rewritten.has(brought.commit.oid), input.at, identities))
      add(identity);
  }
  const { pullRequest, push } = input;
  if (pullRequest !== undefined) {
    add(identities.ofLogin(pullRequest.author, pullRequest.createdAt));
    for (const { actor, at, after } of pullRequest.pushes ?? [])
      if (!updates.has(after)) add(identities.ofLogin(actor, at));
  } else if (push !== undefined && push.kind !== 'merge' && !onlyJoins(input))
    add(identities.ofLogin(push.actor, push.at));
  const everybody = [...found.values()];
  return {
    people: everybody
      .map((identity) => commander(identity, identities))
      .filter((identity, index, all) => all.findIndex((other) => other.key === identity.key) === index)
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    excluded: new Set([
      ...everybody.flatMap(({ key, owners }) => [key, ...owners]),
      // Whoever gets access by it has asked for it, whoever wrote it down.
      ...(input.access?.gives ?? []).map(({ grant }) => grant.person),
    ]),
    strangers: everybody.filter(
      ({ kind, owners }) => kind === 'stranger' || (kind === 'robot' && owners.length === 0),
    ),
  };
}

/** Merges of the base into what was offered that add nothing to either. */
function cleanUpdates({ commits, pullRequest, offered, updates }: LandingInput): ReadonlySet<string> {
  const head = pullRequest?.head.sha ?? offered;
  const brought = commits.map(({ commit }) => commit);
  const merges = head === undefined ? [] : updatesOf(head, brought);
  return new Set(merges.flatMap(({ oid }) => (updates?.get(oid) === true ? [oid] : [])));
}

/** The landing commit itself holds nothing but the merge of what was offered, or nothing says otherwise. */
function onlyJoins({ landing, contentProved }: LandingInput): boolean {
  return (landing === 'merge' || landing === 'queue') && contentProved !== false;
}

/**
 * What the forge made anew of what was offered: it writes squashed and rebased commits in the name of whoever pressed
 * the button, or in its own. The offered commits themselves keep their makers.
 */
function rewrittenIn({
  landing,
  contentProved,
  pullRequest,
  commit,
  commits,
}: LandingInput): ReadonlySet<string> {
  const line = new Set<string>();
  if (pullRequest === undefined || contentProved === false || commit === pullRequest.head.sha) return line;
  if (landing === 'squash') return line.add(commit);
  if (landing !== 'rebase') return line;
  const known = new Map(commits.map((one) => [one.commit.oid, one.commit]));
  for (let oid: string | undefined = commit; oid !== undefined && known.has(oid) && !line.has(oid); ) {
    line.add(oid);
    oid = known.get(oid)?.parents[0];
  }
  return line;
}

/** Statuses of signatures that were made with the key that they name, whatever became of the key. */
const MADE_WITH_THE_KEY: ReadonlySet<string> = new Set([
  'good',
  'expired',
  'revoked',
  'not-yet-valid',
  'unknown',
]);

function makersOf(
  { commit, signature }: BroughtCommit,
  rewritten: boolean,
  at: string,
  identities: Identities,
): readonly Identity[] {
  const made = [commit.author, ...commit.coAuthors].map(({ email }) => identities.ofEmail(email, at));
  if (rewritten) return made;
  // Written on the forge's pages: it commits and signs by itself what the author typed there.
  if (/^noreply@/i.test(commit.committer.email)) return made;
  const signer =
    signature.person !== undefined && MADE_WITH_THE_KEY.has(signature.status)
      ? [identities.ofHolder(signature.person, at)]
      : [];
  return [...made, identities.ofEmail(commit.committer.email, at), ...signer];
}

/** A robot that one person commands is that person's hand. */
function commander(identity: Identity, identities: Identities): Identity {
  const [owner, ...others] = identity.owners;
  if (owner === undefined || others.length > 0) return identity;
  return identities.person(owner) ?? identity;
}
