import type { Commit } from '../../model/git.ts';
import type { Roster } from '../../model/person.ts';
import { grantsOfRoster } from '../../stages/1-commit/key-ring.ts';
import { fingerprintOf } from '../../stages/1-commit/ssh-key.ts';
import { readSshSignature } from '../../stages/1-commit/sshsig.ts';

/** What is known of the person who is about to agree. */
export interface Self {
  readonly email?: string;
  /** Fingerprint of the key that signs, once it has. */
  readonly key?: string;
}

/** Why agreeing to these commits would be agreeing to one's own work; `undefined` where nothing tells so. */
export function ownBecause(
  commits: readonly Commit[],
  self: Self,
  roster: Roster | undefined,
): string | undefined {
  const person = personOf(self, roster);
  const emails = new Set([self.email, ...(person?.emails ?? [])].flatMap((one) => one?.toLowerCase() ?? []));
  const keys = new Set([...(self.key === undefined ? [] : [self.key]), ...(person?.keys ?? [])]);
  for (const commit of commits) {
    const { oid, author, committer, coAuthors } = commit;
    const which = `commit ${oid.slice(0, 10)}`;
    if (emails.has(author.email.toLowerCase())) return `${which} was written by you (${author.email})`;
    if (emails.has(committer.email.toLowerCase()))
      return `${which} was committed by you (${committer.email})`;
    const helped = coAuthors.find(({ email }) => emails.has(email.toLowerCase()));
    if (helped !== undefined) return `you are a co-author of ${which} (${helped.email})`;
    const key = signingKeyOf(commit);
    if (key !== undefined && keys.has(key)) return `${which} is signed with your key ${key}`;
  }
  return undefined;
}

function personOf(
  { key, email }: Self,
  roster: Roster | undefined,
): { readonly emails: readonly string[]; readonly keys: readonly string[] } | undefined {
  if (roster === undefined) return undefined;
  const { grants } = grantsOfRoster(roster);
  const holder =
    key === undefined ? undefined : grants.find(({ fingerprint }) => fingerprint === key)?.person;
  const mine = email?.toLowerCase();
  const person = roster.people.find(
    ({ id, emails }) => id === holder || emails.some((one) => one.toLowerCase() === mine),
  );
  if (person === undefined) return undefined;
  const keys = grants.filter((grant) => grant.person === person.id).map(({ fingerprint }) => fingerprint);
  return { emails: person.emails, keys };
}

function signingKeyOf({ signature }: Commit): string | undefined {
  return signature?.kind === 'ssh' ? keyIn(signature.armour) : undefined;
}

/** Fingerprint of the key that an armoured signature says it is of. */
export function keyIn(armour: string): string | undefined {
  const read = readSshSignature(armour);
  return read.ok ? fingerprintOf(read.value.publicKey) : undefined;
}
