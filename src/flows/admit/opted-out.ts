import { optOuts } from '../../stages/5-cluster/drift/opt-outs.ts';
import type { Side } from './asked.ts';
import type { JudgedKind } from './kinds.ts';

/** Set by the API server itself while something is being deleted. */
const OF_DELETION: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan']);

/**
 * By what an object takes itself out of the hands of whoever keeps it as Git has it, and an agreed one does not. A
 * finalizer on what grants is among it: what is deleted then stays, and grants, until somebody removes that.
 */
export function optedOut(kind: JudgedKind, after: Side, agreed: Side | undefined): readonly string[] {
  const marks = after.tree === undefined ? [] : optOuts(after.tree, agreed?.tree);
  if (kind.what !== 'access') return marks;
  const known = new Set(finalizersOf(agreed));
  return [
    ...marks,
    ...finalizersOf(after)
      .filter((one) => !known.has(one) && !OF_DELETION.has(one))
      .map((one) => `finalizer ${one}`),
  ];
}

function finalizersOf(side: Side | undefined): readonly string[] {
  const finalizers = side?.object.metadata['finalizers'];
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}
