import type { ForgeEnvironment, ForgeEvidence } from '../../../model/evidence.ts';
import { refFilter } from '../language/ref-filter.ts';
import { refName } from '../language/ref-name.ts';
import { shortest } from '../language/search.ts';
import { all, not } from '../language/state.ts';
import { guardedBranches } from './holes.ts';

/**
 * Does the environment's own branch rule let in a branch that anybody who may push makes? `undefined` where a
 * pattern of it was not understood. "Protected branches only" lets all in where no branch is protected.
 */
export function admitsNewBranches(
  environment: ForgeEnvironment,
  evidence: ForgeEvidence | undefined,
): boolean | undefined {
  const { branches } = environment;
  if (branches === 'all') return true;
  if (branches === 'protected')
    return evidence?.rules === undefined
      ? undefined
      : !evidence.rules.some((rule) => rule.enforcement === 'active');
  const named = refFilter(branches, false);
  const guarded = refFilter(guardedBranches(evidence), false);
  if (named === undefined || guarded === undefined) return undefined;
  const found = shortest(all([named, refName(), not(guarded)]));
  return found === 'too-large' ? undefined : found !== 'none';
}
