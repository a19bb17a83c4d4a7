import {
  BadgeCheck,
  CircleDot,
  FileCheck2,
  GitMerge,
  GitPullRequestArrow,
  KeyRound,
  PackageCheck,
  Radio,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { LedgerEntry, Recorded } from '../../../src/model/ledger.ts';
import { type Tone, Verdict, type VerdictWord } from '../kit/badge.tsx';
import { Id } from '../kit/code.tsx';
import type { ChainLink } from './chain.tsx';
import { objectWords, refWords } from './words.ts';

type Looks = Pick<ChainLink, 'title' | 'icon'>;

const LOOKS: Readonly<Record<string, Looks>> = {
  'change.proposed': { title: 'Proposed', icon: GitPullRequestArrow },
  'change.approved': { title: 'Approved', icon: BadgeCheck },
  'change.checked': { title: 'Checked', icon: FileCheck2 },
  'change.landed': { title: 'Landed', icon: GitMerge },
  'credential.issued': { title: 'Credential issued', icon: KeyRound },
  'credential.revoked': { title: 'Credential revoked', icon: KeyRound },
  'source.published': { title: 'Handed over', icon: PackageCheck },
  'agent.applied': { title: 'Applied', icon: PackageCheck },
  'object.live': { title: 'Live', icon: Radio },
};

/** The chain of a change as its entries have it, which name nobody. */
export function linksOfEntries(entries: readonly Recorded[]): readonly ChainLink[] {
  return entries.map(({ index, entry }) => ({
    id: String(index),
    ...(LOOKS[entry.type] ?? { title: entry.type, icon: CircleDot }),
    tone: toneOf(entry),
    at: entry.at,
    mark: 'verdict' in entry ? <Verdict of={entry.verdict as VerdictWord} /> : null,
    body: <Says of={entry} />,
    entries: [index],
  }));
}

function toneOf(entry: LedgerEntry): Tone {
  if ('verdict' in entry)
    return entry.verdict === 'pass' ? 'good' : entry.verdict === 'fail' ? 'bad' : 'open';
  return entry.type === 'change.proposed' ? 'accent' : 'good';
}

function Says({ of }: { readonly of: LedgerEntry }): ReactElement | null {
  switch (of.type) {
    case 'change.proposed':
    case 'change.approved':
    case 'change.checked':
      return (
        <p>
          <Id of={of.head} /> for {refWords(of.ref)} of {of.repository}
        </p>
      );
    case 'change.landed':
      return (
        <p>
          on {refWords(of.ref)} as <Id of={of.commit} />
        </p>
      );
    case 'credential.issued':
      return (
        <p>
          {of.stage} in {of.environment}, as service account <code className="text-xs">{of.account}</code>
        </p>
      );
    case 'source.published':
      return (
        <p>
          <Id of={of.commit} /> to cluster {of.cluster}, by {objectWords(of.source)}
        </p>
      );
    case 'agent.applied':
      return (
        <p>
          <Id of={of.commit} /> in cluster {of.cluster}, by {objectWords(of.agent)}
        </p>
      );
    case 'object.live':
      return (
        <p>
          {objectWords(of.object)} in cluster {of.cluster}
        </p>
      );
    default:
      return null;
  }
}
