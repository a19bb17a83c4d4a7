import type { LandedCommit, Landing, SignatureStatus } from '../../../model/landing.ts';
import type { Control, Judgement } from '../../control.ts';
import { aboutLanding, describeLanding, judgeLandings } from '../../landing-fact.ts';

/** The reasons by which a landing fails for want of a signature that was demanded. */
const DEMANDED: ReadonlySet<string> = new Set(['unsigned', 'unknown-key', 'signed-by-another']);
const WORDS: Partial<Readonly<Record<SignatureStatus, string>>> = {
  unsigned: 'carries no signature',
  'unknown-key': 'is signed with a key that nobody is known to hold',
  bad: 'carries a signature that does not fit it',
};

export const control: Control = {
  id: 'commit/signed-by-known-key',
  title: 'Each commit is signed with a key that somebody is known to hold',
  severity: 'high',
  evaluate: (facts) => {
    const keys = [...(facts.roster?.people ?? []), ...(facts.roster?.robots ?? [])].some(
      (one) => one.keys.length > 0,
    );
    return judgeLandings(facts, {
      violations: (landing) =>
        keys || landing.commits.some(({ signature }) => signature.status === 'bad') ? judge(landing) : [],
      open: ({ commits }) => !keys || commits.some(({ signature }) => signature.status === 'unknown'),
      provide: 'a roster with keys, and what verifies signatures of other kinds than SSH',
      holds: 'every commit is signed with a key that somebody is known to hold.',
    });
  },
};

/** One finding for what a landing brought unsigned; graver where a signature was demanded or does not fit. */
function judge(landing: Landing): readonly Judgement[] {
  const found = landing.commits.filter((commit) => WORDS[commit.signature.status] !== undefined);
  const [first] = found;
  if (first === undefined || (isForgeMerge(landing, first) && found.length === 1)) return [];
  const grave =
    landing.reasons.some(({ code }) => DEMANDED.has(code)) ||
    found.some(({ signature }) => signature.status === 'bad');
  const more = found.length === 1 ? '' : `; ${found.length - 1} more are like it`;
  return [
    {
      verdict: 'violated',
      subject: first.author,
      message: `Commit ${first.commit.slice(0, 12)} in ${describeLanding(landing)} ${WORDS[first.signature.status] ?? ''}${more}. Whose it is, is only what it says.`,
      ...aboutLanding(landing),
      ...(grave ? {} : { severity: 'low', group: `unsigned commits of ${landing.repository}` }),
    },
  ];
}

/** The landing commit itself, where it holds nothing but what was offered. */
function isForgeMerge(landing: Landing, commit: LandedCommit): boolean {
  return commit.commit === landing.commit && landing.commits.length > 1 && landing.contentProved === true;
}
