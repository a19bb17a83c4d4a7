import { decodePayload } from '../../../chain/ledger/payload.ts';
import { fromBase64 } from '../../../ledger/base64.ts';
import { type Checkpoint, readCheckpoint } from '../../../ledger/checkpoint.ts';
import { decodeEntry } from '../../../ledger/entry.ts';
import { readNote } from '../../../ledger/note.ts';
import type { ProvenEntry } from '../../../ledger/proof.ts';
import type { Recorded } from '../../../model/ledger.ts';
import type { Roster } from '../../../model/person.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import type { LedgerQuery, LedgerReader } from '../../../ports/ledger.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../../stages/1-commit/key-ring.ts';
import { meaningOfPolicy } from '../../observe/policy.ts';
import { ReviewBoard } from '../board/board.ts';
import type { Campaign } from '../board/campaign.ts';

/** A roster, and whose keys are whose by it. */
export interface KnownRoster {
  readonly roster: Roster;
  readonly ring: KeyRing;
}

/** What a campaign's entries say, and nothing else: all of a pack is made of it. */
export interface PackEvidence {
  readonly checkpoint: Checkpoint;
  readonly entries: readonly ProvenEntry[];
  readonly campaign: Campaign;
  /** By the index of the entry of the policy that has it. */
  readonly rosters: ReadonlyMap<number, KnownRoster>;
}

/** `undefined` where the entries are not those of one campaign, with its payload. Whether they are in a log is asked elsewhere. */
export async function evidenceIn(proof: ProofDocument): Promise<PackEvidence | undefined> {
  const note = readNote(new TextEncoder().encode(proof.checkpoint));
  const checkpoint = note.ok ? readCheckpoint(note.value.text) : note;
  const entries = entriesIn(proof);
  if (!checkpoint.ok || entries === undefined) return undefined;
  const campaigns = await new ReviewBoard(new ProvenLedger(entries)).campaigns();
  const [campaign, second] = campaigns;
  if (campaign?.payload === undefined || second !== undefined) return undefined;
  return { checkpoint: checkpoint.value, entries, campaign, rosters: await rostersIn(entries) };
}

/** The roster that was in force when an entry was recorded. */
export function rosterAt(
  { rosters }: Pick<PackEvidence, 'rosters'>,
  index: number,
): (KnownRoster & { readonly policy: number }) | undefined {
  const policy = [...rosters.keys()].findLast((one) => one < index);
  const known = policy === undefined ? undefined : rosters.get(policy);
  return policy === undefined || known === undefined ? undefined : { policy, ...known };
}

function entriesIn({ entries }: ProofDocument): readonly ProvenEntry[] | undefined {
  const read = entries.flatMap(({ index, leaf, payload }): readonly ProvenEntry[] => {
    const bytes = fromBase64(leaf);
    const entry = bytes === undefined ? undefined : decodeEntry(bytes);
    if (entry?.ok !== true) return [];
    const content = payload === undefined ? undefined : fromBase64(payload);
    return [{ index, entry: entry.value, ...(content === undefined ? {} : { payload: content }) }];
  });
  return read.length === entries.length ? read : undefined;
}

async function rostersIn(entries: readonly ProvenEntry[]): Promise<PackEvidence['rosters']> {
  const rosters = new Map<number, KnownRoster>();
  for (const { index, entry, payload } of entries) {
    if (entry.type !== 'policy.loaded') continue;
    const files = decodePayload(payload, 'mainward.dev/policy/v1')?.files;
    if (files === undefined) continue;
    const { roster } = await meaningOfPolicy({ commit: entry.commit, files }, entry.repository);
    if (roster !== undefined) rosters.set(index, { roster, ring: keyRing([grantsOfRoster(roster)]) });
  }
  return rosters;
}

/** A ledger of some entries, for what reads ledgers. */
class ProvenLedger implements LedgerReader {
  readonly #entries: readonly ProvenEntry[];
  readonly #payloads: ReadonlyMap<string, Uint8Array>;

  constructor(entries: readonly ProvenEntry[]) {
    this.#entries = entries;
    this.#payloads = new Map(
      entries.flatMap(({ entry, payload }) =>
        entry.payload === undefined || payload === undefined ? [] : [[entry.payload, payload] as const],
      ),
    );
  }

  size(): number {
    return (this.#entries.at(-1)?.index ?? -1) + 1;
  }

  async entry(index: number): Promise<Recorded | undefined> {
    return this.#entries.find((one) => one.index === index);
  }

  async find({ types, before, limit = 1_000 }: LedgerQuery): Promise<readonly Recorded[]> {
    return this.#entries
      .filter(({ index, entry }) => types?.includes(entry.type) !== false && index < (before ?? index + 1))
      .toReversed()
      .slice(0, limit);
  }

  async payload(digest: string): Promise<Uint8Array | undefined> {
    return this.#payloads.get(digest);
  }
}
