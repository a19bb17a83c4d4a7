import type { LandedCommit, Landing, SignatureStatus } from '../../../model/landing.ts';
import type { Control } from '../../control.ts';
import { type Fault, judgeLandings, shortId } from '../../judge-landings.ts';
import { personName } from '../../person-name.ts';

const SAID: Readonly<Partial<Record<SignatureStatus, string>>> = {
  revoked: 'that had been revoked',
  expired: 'that was no longer theirs',
  'not-yet-valid': 'that was not theirs yet',
};

export const control: Control = {
  id: 'commit/key-was-valid-when-used',
  title: 'Each signature was made while the key was its holder’s',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      concerns: ({ commits }) => commits.some(({ signature }) => signature.person !== undefined),
      faults: (landing) => [...worst(landing).values()].map(toFault),
      open: ({ commits }) =>
        commits.some(({ signature }) => signature.status === 'unknown' && signature.person !== undefined)
          ? ['the pushes and pull requests of the forge as evidence: they say when a commit was seen']
          : [],
      question: 'whether keys that have ended were used before their end',
    }),
};

/** The newest commit of each key: what one key did to one landing is one thing to look into. */
function worst({ commits }: Landing): ReadonlyMap<string, LandedCommit> {
  const found = new Map<string, LandedCommit>();
  for (const commit of commits) {
    const { key = '', status } = commit.signature;
    if (SAID[status] !== undefined && !found.has(key)) found.set(key, commit);
  }
  return found;
}

function toFault({ commit, signature, author, backdated }: LandedCommit): Fault {
  const { person, status, key, signedAt, witnessedAt } = signature;
  const who = person === undefined ? author : personName(person);
  const seen = witnessedAt === undefined ? '' : ` when it was first seen at ${witnessedAt}`;
  const dated = backdated === true && signedAt !== undefined ? `; it is dated back to ${signedAt}` : '';
  return {
    subject: who,
    why: `brings ${shortId(commit)}, signed with a key of ${who} ${SAID[status] ?? ''}${seen}${dated}`,
    severity: status === 'not-yet-valid' ? 'medium' : 'high',
    context: `${commit} ${key}`,
  };
}
