import type { LandedCommit, Landing } from '../../../model/landing.ts';
import type { Control, Judgement } from '../../control.ts';
import { aboutLanding, describeLanding, judgeLandings, nameOf, REVIEWS } from '../../landing-fact.ts';

const WORDS: Readonly<Record<string, string>> = {
  revoked: 'had been revoked',
  expired: 'was no longer theirs',
  'not-yet-valid': 'was not theirs yet',
};

export const control: Control = {
  id: 'commit/key-was-valid-when-used',
  title: 'A commit’s key was its holder’s when the commit was seen',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      violations: (landing) =>
        landing.commits.flatMap((commit) => {
          const wrong = WORDS[commit.signature.status];
          return wrong === undefined ? [] : [violated(landing, commit, wrong)];
        }),
      open: ({ commits }) =>
        commits.some(({ signature }) => signature.status === 'unknown' && signature.kind === 'ssh'),
      provide: REVIEWS,
      holds: 'no key was used before or after it was its holder’s.',
    }),
};

function violated(landing: Landing, commit: LandedCommit, wrong: string): Judgement {
  const { person, key, witnessedAt, signedAt } = commit.signature;
  const who = person === undefined ? commit.author : nameOf(person);
  const oid = commit.commit.slice(0, 12);
  const seen = witnessedAt === undefined ? '' : ` It was first seen at ${witnessedAt}`;
  const said = signedAt === undefined || seen === '' ? '' : ` and says that it was made at ${signedAt}`;
  return {
    verdict: 'violated',
    subject: who,
    message: `Commit ${oid} in ${describeLanding(landing)} is signed with a key of ${who} that ${wrong}.${seen}${said}${seen === '' ? '' : '.'}`,
    ...aboutLanding(landing),
    context: commit.commit,
    chain: [
      ...(key === undefined ? [] : [`${key} of ${who} ${wrong}`]),
      `${oid} → ${describeLanding(landing)} → ${landing.ref}`,
    ],
  };
}
