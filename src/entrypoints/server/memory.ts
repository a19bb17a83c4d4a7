import { setFlagsFromString } from 'node:v8';

/**
 * For processes that run for months: memory that was needed once, to render a repository or to list a cluster, goes back
 * to the machine. V8 keeps all of it otherwise, and starting a process, as every look into a repository does, holds
 * everything else up for as long as the memory of this one is large.
 */
export function giveMemoryBack(): void {
  setFlagsFromString('--optimize-for-size');
}
