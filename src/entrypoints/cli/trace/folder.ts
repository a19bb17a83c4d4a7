import type { TraceQuestion } from '../../../flows/trace/question.ts';
import { ScanningLedger } from '../../../flows/trace/scanning.ts';
import { proofOf, trace } from '../../../flows/trace/trace.ts';
import { readPublished } from '../../ledger/published.ts';
import type { Tracer } from '../commands/trace.ts';
import type { Invocation } from '../invocation.ts';
import { placeOf } from '../log/action.ts';

/** Asks a ledger's folder, without keeping its writer from writing. */
export async function folderTracer(question: TraceQuestion, invocation: Invocation): Promise<Tracer> {
  const { view } = await readPublished(placeOf(invocation));
  const traced = await trace(question, new ScanningLedger(view));
  return {
    passport: () => Promise.resolve(traced.passport),
    proof: () => proofOf(traced, view),
  };
}
