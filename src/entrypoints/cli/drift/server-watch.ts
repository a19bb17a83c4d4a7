import { systemPause } from '../../../adapters/system/pause.ts';
import type { DriftDifference, DriftDocument, DriftEventDocument } from '../../../model/drift-document.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Invocation } from '../invocation.ts';
import type { EventWriter } from './events.ts';
import type { ServerClient } from './server-client.ts';

/** From a stream that broke to the next one. */
const AGAIN_AFTER_MS = 2_000;

/**
 * Writes what comes and goes, as the server sees it: it is asked anew whenever it says that something of a guard was
 * recorded. A stream that breaks is opened again; what happened meanwhile is seen then.
 */
export async function watchServer(
  now: () => Promise<DriftDocument>,
  client: ServerClient,
  writer: EventWriter,
  { untilStopped }: Pick<Invocation, 'untilStopped'>,
): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const stopped = untilStopped().then(() => ending.abort());
  const said = new Map<number, { readonly text: string; readonly difference: DriftDifference }>();
  const look = async (): Promise<void> => {
    const { differences } = await now();
    for (const event of newsOf(differences, said)) writer.write(event);
  };
  await look();
  while (!signal.aborted) {
    try {
      const stream = await client.open('/api/v1/events', signal);
      await look();
      for await (const _ of guardEvents(stream)) await look();
    } catch (error) {
      if (signal.aborted) break;
      if (error instanceof MainwardError && error.code !== 'SERVER_UNREACHABLE') throw error;
      writer.write({ note: 'the server’s stream broke, and is opened again' });
    }
    await systemPause.pause(AGAIN_AFTER_MS, signal);
  }
  await stopped;
}

function newsOf(
  differences: readonly DriftDifference[],
  said: Map<number, { readonly text: string; readonly difference: DriftDifference }>,
): readonly DriftEventDocument[] {
  const at = new Date().toISOString();
  const news: DriftEventDocument[] = [];
  const say = (event: DriftEventDocument['event'], difference: DriftDifference): void => {
    news.push({ schema: 'mainward.dev/drift-event/v1', at, event, difference });
  };
  const now = new Map(differences.map((one) => [one.guard?.id ?? -1, one]));
  for (const [id, { difference }] of said) {
    if (now.has(id)) continue;
    said.delete(id);
    say('went', difference);
  }
  for (const [id, difference] of now) {
    const text = JSON.stringify(difference);
    const before = said.get(id);
    if (before?.text === text) continue;
    said.set(id, { text, difference });
    say(before === undefined ? 'came' : 'changed', difference);
  }
  return news;
}

/** Longest line of the stream that is read. */
const MOST_CHARACTERS = 1 << 20;

/** One each time the stream names an entry of a guard. */
async function* guardEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<void> {
  let rest = '';
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_CHARACTERS) throw new RangeError('A line of the stream is too long.');
    if (lines.some((line) => /^event: ?(?:drift|guard)\./.test(line))) yield;
  }
}
