import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Milliseconds in which a server has rendered its repositories and listed its clusters, as a rule. */
const START = 15_000;
/** Bytes in which what is needed for one request dies, so that it need not be looked for among what stays. */
const YOUNG = 8_000_000;
/** Percent by which what stays may grow before it is looked through. */
const GROWTH = 20;
const LOOK = 50;

/**
 * For processes that run for months: memory that was needed once, to render a repository or to list a cluster, goes back
 * to the machine. V8 keeps all of it otherwise, and starting a process, as every look into a repository does, holds
 * everything else up for as long as the memory of this one is large.
 */
export function giveMemoryBack(): void {
  setFlagsFromString('--optimize-for-size');
}

/**
 * The same for a process that somebody waits for in milliseconds: once it has begun it has a little room, because looking
 * for what can be given back stops everything else. V8 would take several times as much room by itself.
 */
export function giveMemoryBackAtFirst(): void {
  giveMemoryBack();
  setTimeout(() => {
    setFlagsFromString('--no-optimize-for-size');
    setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
    const timer = setInterval(() => {
      const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
      if (young === undefined || young.space_size < YOUNG) return;
      setFlagsFromString('--semi-space-growth-factor=1');
      clearInterval(timer);
    }, LOOK).unref();
  }, START).unref();
}
