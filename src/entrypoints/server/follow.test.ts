import { describe, expect, test } from 'vitest';
import type { Recorded } from '../../model/ledger.ts';
import { FakeLedger } from './fixtures/services.ts';
import { follow, type Reader } from './follow.ts';
import type { Streamed } from './route.ts';

const gap = { type: 'gap', what: 'a test', from: '2026-11-27T09:00:00Z' } as const;
const everything: Reader = { sees: () => true, stillIn: () => true };

async function ledgerOf(count: number): Promise<FakeLedger> {
  const ledger = new FakeLedger();
  for (let at = 0; at < count; at += 1) await ledger.append(gap);
  return ledger;
}

async function take(stream: AsyncIterable<Streamed<Recorded>>, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  for await (const one of stream) {
    taken.push(one === 'heartbeat' ? one : one.id);
    if (taken.length === count) break;
  }
  return taken;
}

describe('a stream of entries', () => {
  test('goes on from an index, with what comes later', async () => {
    const ledger = await ledgerOf(3);
    const stream = follow(ledger, 1, new AbortController().signal, everything);
    const taking = take(stream, 3);
    await ledger.append(gap);
    expect(await taking).toEqual(['1', '2', '3']);
  });

  test('says that it is alive while nothing comes', async () => {
    const ledger = await ledgerOf(1);
    const stream = follow(ledger, 0, new AbortController().signal, everything, 5);
    expect(await take(stream, 3)).toEqual(['0', 'heartbeat', 'heartbeat']);
  });

  test('ends with its signal, and stops asking the ledger', async () => {
    const ledger = await ledgerOf(1);
    const left = new AbortController();
    const signals: AbortSignal[] = [];
    const watched = {
      follow: (from: number, signal: AbortSignal) => {
        signals.push(signal);
        return ledger.follow(from, signal);
      },
    };
    const taking = take(follow(watched, 0, left.signal, everything), 9);
    left.abort();
    expect((await taking).length).toBeLessThan(2);
    await take(follow(watched, 0, new AbortController().signal, everything), 1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test('ends when the session does, before anything more is said', async () => {
    const ledger = await ledgerOf(3);
    const reader = { left: 2, sees: () => true, stillIn: () => (reader.left -= 1) >= 0 };
    expect(await take(follow(ledger, 0, new AbortController().signal, reader), 9)).toEqual(['0', '1']);
  });

  test('leaves out what its reader may not see', async () => {
    const ledger = await ledgerOf(4);
    const reader = { ...everything, sees: ({ index }: Recorded) => index % 2 === 1 };
    expect(await take(follow(ledger, 0, new AbortController().signal, reader), 2)).toEqual(['1', '3']);
  });

  test('asks for an entry when the one before was taken, and keeps none', async () => {
    let asked = 0;
    const endless = {
      async *follow(): AsyncGenerator<Recorded> {
        for (let index = 0; ; index += 1) {
          asked += 1;
          yield { index, entry: { ...gap, v: 1, at: '' } };
        }
      },
    };
    const stream = follow(endless, 0, new AbortController().signal, everything);
    await stream.next();
    await stream.next();
    expect(asked).toBe(2);
    await stream.return(undefined);
  });
});
