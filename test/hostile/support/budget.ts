import { createHash } from 'node:crypto';

/** What the fixed piece of work below takes on an idle machine of the kind that the budget was thought for. */
const REFERENCE_SECONDS = 0.19;
/** Processor time of the same work varies by so much on a machine that does other things. */
const NOISE = 1.5;

/**
 * The processor seconds a case may take. Where it seems to take more than its budget, a fixed piece of work tells how
 * slow the machine is at the moment, so that a busy machine is not taken for a slow program.
 */
export function allowedSeconds(budget: number, took: number): number {
  return took < budget ? budget : budget * NOISE * Math.max(1, median() / REFERENCE_SECONDS);
}

function median(): number {
  const took = [work(), work(), work()].sort((a, b) => a - b);
  return took[1] ?? REFERENCE_SECONDS;
}

function work(): number {
  const before = process.cpuUsage();
  let text = 'seed';
  for (let round = 0; round < 60_000; round += 1) {
    text = JSON.stringify(JSON.parse(JSON.stringify({ a: [text.slice(0, 40), round], b: { c: round } })));
    if (round % 6 === 0) text = createHash('sha256').update(text).digest('hex');
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
