import { GitForge } from '../../adapters/forge-git/forge.ts';
import { FilePushLog } from '../../adapters/forge-git/push-log.ts';
import { headDescriber } from '../../flows/verify/describe-head.ts';
import type { OpenNativeForge } from '../../flows/verify/native.ts';
import { ringOf } from '../../flows/verify/signatures.ts';

/**
 * A bare repository that is hosted here, as its own forge: unlike that of a clone, its record of pushes is ours and
 * witnesses when things came in.
 */
export function hostedForge(
  gitDirectory: string,
  name: string,
): (...asked: Parameters<OpenNativeForge>) => GitForge {
  const log = new FilePushLog(gitDirectory);
  return (repository, { ref, evidence, now }) =>
    new GitForge(repository, { name, ref, describe: headDescriber(ringOf(evidence)), now: () => now, log });
}
