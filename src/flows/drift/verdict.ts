import type { DriftDocument } from '../../model/drift-document.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';

/** `granting`: something gives somebody more, and matters as much as asked; the first that fits, in this order. */
export type DriftVerdict = 'granting' | 'forbidden' | 'untold' | 'fine';

/** What an answer comes to, for whoever only wants one word of it. */
export function verdictOf(
  { clusters, differences, forbidden }: Pick<DriftDocument, 'clusters' | 'differences' | 'forbidden'>,
  failOn: Severity,
): DriftVerdict {
  const granting = differences.some(
    ({ effect, danger }) => (effect === 'grants' || effect === 'mixed') && atLeastAsSevere(danger, failOn),
  );
  if (granting) return 'granting';
  // Where namespaces are not seen, only one reason for leaving an object alone is.
  if (forbidden.some((kind) => kind !== 'Namespace')) return 'forbidden';
  const isUntold =
    clusters.some(({ verified }) => !verified) || differences.some(({ effect }) => effect === 'unknown');
  return isUntold ? 'untold' : 'fine';
}
