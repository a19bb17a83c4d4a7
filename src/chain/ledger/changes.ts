import { CHANGE_STATES, type ChangeRecord, type ChangeState } from '../../model/change-record.ts';
import type { LedgerEntry, LedgerEntryType, Recorded } from '../../model/ledger.ts';
import { commitKey } from './record.ts';

/** Entries that belong to a change. */
export const CHANGE_ENTRIES: readonly LedgerEntryType[] = [
  'change.proposed',
  'change.approved',
  'change.checked',
  'change.landed',
  'credential.issued',
  'source.published',
  'agent.applied',
  'object.live',
];

interface Growing {
  readonly repository: string;
  readonly ref: string;
  readonly entries: Recorded[];
  proposal?: string;
  head?: string;
  commit?: string;
  verdict?: 'pass' | 'fail' | 'unknown';
  state: ChangeState;
}

/**
 * The changes that entries tell of, the one that moved last first. What follows a landing belongs to it by its commit; an
 * entry whose change is not among these entries is left out.
 */
export function changesOf(entries: readonly Recorded[]): readonly ChangeRecord[] {
  const changes: Growing[] = [];
  const byProposal = new Map<string, Growing>();
  const byCommit = new Map<string, Growing>();
  for (const recorded of entries.toSorted((a, b) => a.index - b.index)) {
    const { entry } = recorded;
    const change = belongsTo(entry, byProposal, byCommit) ?? begins(entry, changes);
    if (change === undefined) continue;
    change.entries.push(recorded);
    take(change, entry);
    if (change.proposal !== undefined) byProposal.set(proposalOf(change), change);
    for (const commit of [change.head, change.commit])
      if (commit !== undefined) byCommit.set(commitKey({ repository: change.repository, commit }), change);
  }
  return changes.map(finished).sort((a, b) => lastOf(b) - lastOf(a));
}

function belongsTo(
  entry: LedgerEntry,
  byProposal: ReadonlyMap<string, Growing>,
  byCommit: ReadonlyMap<string, Growing>,
): Growing | undefined {
  switch (entry.type) {
    case 'change.proposed':
    case 'change.approved':
    case 'change.checked':
      return byProposal.get(proposalOf(entry));
    case 'change.landed':
      return entry.proposal === undefined ? undefined : byProposal.get(proposalOf(entry));
    case 'credential.issued':
    case 'source.published':
    case 'agent.applied':
    case 'object.live':
      return byCommit.get(commitKey(entry));
    default:
      return undefined;
  }
}

function begins(entry: LedgerEntry, changes: Growing[]): Growing | undefined {
  switch (entry.type) {
    case 'change.proposed':
    case 'change.approved':
    case 'change.checked':
    case 'change.landed': {
      const change: Growing = {
        repository: entry.repository,
        ref: entry.ref,
        entries: [],
        state: 'proposed',
      };
      if (entry.proposal !== undefined) change.proposal = entry.proposal;
      changes.push(change);
      return change;
    }
    default:
      return undefined;
  }
}

function take(change: Growing, entry: LedgerEntry): void {
  const state = stateAfter(entry);
  if (state !== undefined && CHANGE_STATES.indexOf(state) > CHANGE_STATES.indexOf(change.state))
    change.state = state;
  if ('head' in entry && entry.head !== undefined) change.head = entry.head;
  if (entry.type === 'change.landed') change.commit = entry.commit;
  if (entry.type === 'change.landed' || (entry.type === 'change.checked' && change.commit === undefined))
    change.verdict = entry.verdict;
}

function stateAfter(entry: LedgerEntry): ChangeState | undefined {
  switch (entry.type) {
    case 'change.approved':
      return 'approved';
    case 'change.checked':
      return 'checked';
    case 'change.landed':
      return 'landed';
    case 'credential.issued':
      return entry.stage === 'deploy' ? 'credential-issued' : undefined;
    case 'source.published':
      return 'published';
    case 'agent.applied':
      return 'applied';
    case 'object.live':
      return 'live';
    default:
      return undefined;
  }
}

function proposalOf(one: {
  readonly repository: string;
  readonly ref: string;
  readonly proposal?: string;
}): string {
  return JSON.stringify([one.repository, one.ref, one.proposal ?? null]);
}

function finished({ entries, ...change }: Growing): ChangeRecord {
  return { id: entries[0]?.index ?? -1, at: entries.at(-1)?.entry.at ?? '', ...change, entries };
}

function lastOf(change: ChangeRecord): number {
  return change.entries.at(-1)?.index ?? -1;
}
