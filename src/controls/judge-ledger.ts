import type { Facts } from '../chain/facts.ts';
import type { ChangeJudgement, LinkJudgement } from '../model/invariant.ts';
import type { Judgement } from './control.ts';

/** One link of the chain, as a control reads it. */
export interface LinkReading {
  readonly link: 'approved' | 'checked' | 'applied';
  /** What is so, as it goes on after the name of the change. */
  readonly holds: string;
  readonly violated: string;
  /** What to provide where it cannot be told. */
  readonly provide: string;
}

/** Each change that the ledger in view records. Where none is in view there is nothing to judge. */
export function judgeLink(facts: Facts, reading: LinkReading): readonly Judgement[] {
  return (facts.recorded?.changes ?? []).map((change) => {
    const judged = change[reading.link];
    const title = titleOf(change);
    return {
      verdict: judged.verdict,
      subject: `${change.repository} ${change.commit.slice(0, 12)}`,
      context: change.ref,
      message: message(title, judged, reading),
    };
  });
}

function titleOf({ proposal, commit, ref, repository }: ChangeJudgement): string {
  const change = proposal === undefined ? 'The change' : `Change ${proposal}`;
  return `${change} that landed on ${ref.replace('refs/heads/', '')} of ${repository} as ${commit.slice(0, 12)}`;
}

function message(title: string, judged: LinkJudgement, { holds, violated, provide }: LinkReading): string {
  switch (judged.verdict) {
    case 'holds':
      return `${title} ${holds} (${entriesOf(judged)}).`;
    case 'violated':
      return `${title} ${violated}: ${judged.why} (${entriesOf(judged)}).`;
    case 'unknown':
      return `Whether this is so of ${title[0]?.toLowerCase()}${title.slice(1)} cannot be told: ${judged.why} (${entriesOf(judged)}). Provide ${provide}.`;
    case 'not-applicable':
      return `${title}: ${judged.why} (${entriesOf(judged)}).`;
  }
}

/** `ledger entries 3 and 9`: where whoever doubts it looks. */
export function entriesOf({ entries }: LinkJudgement): string {
  const last = entries.at(-1);
  if (entries.length < 2) return `ledger entry ${last}`;
  const shown = entries.length > 6 ? [...entries.slice(0, 5), '…'] : entries.slice(0, -1);
  return `ledger entries ${shown.join(', ')} and ${last}`;
}
