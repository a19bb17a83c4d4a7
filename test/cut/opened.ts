import type { Answering } from '../../src/chain/cut/answer.ts';
import { openAnswering } from '../../src/flows/answer/open.ts';
import { readEvidence } from '../../src/flows/evidence/evidence.ts';
import type { CutAnswer } from '../../src/model/cut.ts';
import { type Organisation, PORTS } from './organisation.ts';

/** What is known of the organisation, ready for cuts. */
export async function answeringOf({ demo }: Organisation): Promise<Answering> {
  const evidence = await readEvidence({ folders: [demo.evidence] }, PORTS.folders);
  const places = demo.repositories.map((path) => ({ path }));
  return (await openAnswering({ places, evidence, now: demo.now }, PORTS)).answering;
}

export function cutting(answering: Answering, ...ids: readonly string[]): CutAnswer {
  const cut = answering.without(ids);
  if ('impossible' in cut) throw new RangeError(`${cut.impossible} cannot be cut.`);
  return cut;
}
