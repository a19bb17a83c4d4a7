import { MainwardError } from '../../model/errors.ts';
import type { RefUpdate } from '../../model/receive.ts';

const MOST_BYTES = 1 << 20;
const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^\s]+)$/;

/** What Git tells its pre-receive hook: a line `before after ref` for each ref. Anything else is refused. */
export async function readUpdates(input: AsyncIterable<Uint8Array>): Promise<readonly RefUpdate[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new MainwardError('BUDGET_EXCEEDED', 'The push changes more refs than are looked at.', {
        remedy: 'Push fewer refs at a time.',
      });
    chunks.push(chunk);
  }
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, before, after, ref] = LINE.exec(line) ?? [];
      if (before !== undefined && after !== undefined && ref !== undefined) return { before, after, ref };
      throw new MainwardError('USAGE', 'A line of what is pushed cannot be read, so it cannot be judged.', {
        remedy: 'Let Git run this as its pre-receive hook; it is no command for people.',
      });
    });
}
