import { passportOf } from '../../chain/ledger/passport.ts';
import type { PassportDocument } from '../../model/passport.ts';
import type { ProofDocument } from '../../model/proof.ts';
import type { LedgerProver, LedgerReader } from '../../ports/ledger.ts';
import { type Gathered, gather } from './gather.ts';
import type { TraceQuestion } from './question.ts';
import { type Target, targetOf } from './target.ts';

export interface Traced {
  readonly passport: PassportDocument;
  /** Indexes of the entries that it rests on. */
  readonly indexes: readonly number[];
}

/** The passport of a live object or a commit. Throws NOT_RECORDED, and USAGE for a name that means several things. */
export async function trace(question: TraceQuestion, ledger: LedgerReader): Promise<Traced> {
  const target = await targetOf(question, ledger);
  return traceTarget(target, ledger);
}

export async function traceTarget(target: Target, ledger: LedgerReader): Promise<Traced> {
  const gathered = await gather(target, ledger);
  const { commit, proposal, entries } = gathered;
  const passport = passportOf({
    object: target.object,
    live: target.live,
    repository: target.repository,
    ...(commit === undefined ? {} : { commit }),
    ...(proposal === undefined ? {} : { proposal }),
    entries,
    payloads: await payloadsOf(gathered, ledger),
  });
  return { passport, indexes: entries.map(({ index }) => index) };
}

async function payloadsOf(
  { entries }: Gathered,
  ledger: LedgerReader,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const found = new Map<number, Uint8Array>();
  for (const { index, entry } of entries) {
    const bytes = entry.payload === undefined ? undefined : await ledger.payload(entry.payload);
    if (bytes !== undefined) found.set(index, bytes);
  }
  return found;
}

/** The one file with which somebody verifies all of it, offline. */
export function proofOf({ indexes }: Traced, prover: LedgerProver): Promise<ProofDocument> {
  return prover.prove(indexes, { payloads: true });
}
