import type { Answer } from '../../../model/cut.ts';
import type { Quorum } from '../../../model/graph.ts';

/** The quorums as sentences are made of them: which steps a path has says nothing there. */
export function sentencesOf({ quorum }: Answer): readonly Quorum[] {
  return quorum.map((one) => ({ ...one, paths: one.paths.map((path) => ({ ...path, steps: [] })) }));
}
