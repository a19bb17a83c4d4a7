import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Witness } from '../../model/signature.ts';

/** What the forge saw itself, by commit; the earliest of several. Reviews and merges show that a commit was there by then. */
export function sightings(evidence: ForgeEvidence | undefined): ReadonlyMap<string, Witness> {
  const found = new Map<string, Witness>();
  const see = (oid: string | undefined, witness: Witness): void => {
    if (oid === undefined) return;
    const known = found.get(oid);
    if (known === undefined || Date.parse(witness.time) < Date.parse(known.time)) found.set(oid, witness);
  };
  for (const push of evidence?.pushes ?? []) {
    if (push.kind !== 'delete') see(push.after, { time: push.at, source: 'push event' });
  }
  for (const pull of evidence?.pullRequests?.items ?? []) {
    const of = `pull request ${pull.number}`;
    for (const push of pull.pushes ?? []) see(push.after, { time: push.at, source: `push to ${of}` });
    for (const review of pull.reviews)
      see(review.commit, { time: review.at, source: `review of ${of}`, atLatest: true });
    if (pull.mergedAt === undefined) continue;
    see(pull.mergeCommit, { time: pull.mergedAt, source: `merge of ${of}` });
    see(pull.head.sha, { time: pull.mergedAt, source: `merge of ${of}`, atLatest: true });
  }
  return found;
}
