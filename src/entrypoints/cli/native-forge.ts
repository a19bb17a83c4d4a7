import { GitForge } from '../../adapters/forge-git/forge.ts';
import { headDescriber } from '../../flows/verify/describe-head.ts';
import { nativeName, type OpenNativeForge } from '../../flows/verify/native.ts';
import { ringOf } from '../../flows/verify/signatures.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';

/**
 * The repository as its own forge, where it holds statements. Its record of pushes is not read: it lies in the folder of
 * what is judged, and nobody signed it.
 */
export const openNativeForge: OpenNativeForge = (repository, { ref, evidence, now }) =>
  repository.refs().has(ATTESTATIONS_REF)
    ? new GitForge(repository, {
        name: nativeName(repository),
        ref,
        describe: headDescriber(ringOf(evidence)),
        now: () => now,
      })
    : undefined;
