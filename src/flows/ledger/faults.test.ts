import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../ledger/checkpoint.ts';
import { crypto } from '../../ledger/testdata/crypto.ts';
import { FakeLedgerIndex } from '../../ports/ledger-index.fake.ts';
import {
  FakeLedgerPlace,
  FakeLedgerStore,
  STORE_STEPS,
  type StoreFault,
  type StoreStep,
} from '../../ports/ledger-store.fake.ts';
import { checkEntries } from './check-log.ts';
import { initLog, key, logPorts } from './fixtures/log.ts';
import { Ledger } from './ledger.ts';

const clock = { now: (): number => Date.parse('2026-11-20T09:00:00Z') };
type Faults = (step: StoreStep, path: string) => StoreFault | undefined;

async function madePlace(): Promise<FakeLedgerPlace> {
  const place = new FakeLedgerPlace();
  await initLog(new FakeLedgerStore(place));
  return place;
}

function open(place: FakeLedgerPlace, faults?: Faults): Promise<Ledger> {
  return Ledger.open({
    ...logPorts(new FakeLedgerStore(place, faults)),
    index: new FakeLedgerIndex(),
    clock,
  });
}

const append = (ledger: Ledger, text: string): Promise<number> =>
  ledger.append({ type: 'note' }, new TextEncoder().encode(text)).then(({ index }) => index);

/** What the notes say, as the entries of a log that is opened on this place now. */
async function textsOf(place: FakeLedgerPlace): Promise<readonly string[]> {
  const ledger = await open(place);
  const texts: string[] = [];
  for (let index = 0; index < ledger.size(); index++) {
    const recorded = await ledger.entry(index);
    const payload = await ledger.payload(recorded?.entry.payload ?? '');
    texts.push(Buffer.from(payload ?? []).toString());
  }
  return texts;
}

async function expectWhole(place: FakeLedgerPlace): Promise<void> {
  const note = place.slots.get('checkpoint') ?? new Uint8Array();
  expect(place.slots.get('head')).toEqual(note);
  const opened = openCheckpoint(note, [key], crypto);
  if (!opened.ok) throw new Error(opened.error);
  const { faults } = await checkEntries(opened.value, new FakeLedgerStore(place).files, crypto, {
    isStill: true,
  });
  expect(faults).toEqual([]);
}

/** The place as it is when the process ends right now. */
function crashed(place: FakeLedgerPlace): FakeLedgerPlace {
  const copy = new FakeLedgerPlace();
  for (const [path, bytes] of place.files) copy.files.set(path, bytes.slice());
  for (const [slot, bytes] of place.slots) copy.slots.set(slot, bytes.slice());
  return copy;
}

describe.each(STORE_STEPS)('where the store fails to %s', (step) => {
  test.each(['persisted', 'lost'] as const)('once, and it is %s', async (fault) => {
    const place = await madePlace();
    let nth = 0;
    let isArmed = false;
    // The tenth write of this kind from then on: with `put`, of one file among several.
    const ledger = await open(place, (at) => (isArmed && at === step && ++nth === 10 ? fault : undefined));
    isArmed = true;
    const acknowledged = new Map<string, number>();
    const refused: string[] = [];
    // Enough of them that partial tiles are dropped, too.
    for (let number = 0; number < 300; number++) {
      const text = `note ${number}`;
      try {
        acknowledged.set(text, await append(ledger, text));
      } catch (error) {
        expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
        refused.push(text);
      }
    }
    await ledger.close();
    const texts = await textsOf(place);
    for (const [text, index] of acknowledged) expect(texts[index]).toBe(text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(refused.length).toBeLessThanOrEqual(1);
    await expectWhole(place);
  });

  test.each(['persisted', 'lost'] as const)('for a while, and it is %s', async (fault) => {
    const place = await madePlace();
    let isBroken = false;
    const ledger = await open(place, (at) => (isBroken && at === step ? fault : undefined));
    const acknowledged = new Map<string, number>();
    for (let number = 0; number < 60; number++) {
      isBroken = number % 12 > 7;
      await append(ledger, `note ${number}`).then(
        (index) => acknowledged.set(`note ${number}`, index),
        (error: unknown) => {
          expect(isBroken).toBe(true);
          expect(error).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
        },
      );
    }
    await ledger.close();
    const texts = await textsOf(place);
    for (const [text, index] of acknowledged) expect(texts[index]).toBe(text);
    expect(acknowledged.size).toBeGreaterThanOrEqual(40);
    await expectWhole(place);
  });

  test.each(['persisted', 'lost'] as const)('and the process ends there, %s', async (fault) => {
    for (let nth = 1; nth <= 12; nth++) {
      const place = await madePlace();
      let at = 0;
      let remains: FakeLedgerPlace | undefined;
      let isArmed = false;
      const ledger = await open(place, (reached) => {
        if (!isArmed || remains !== undefined || reached !== step || ++at < nth) return undefined;
        remains = fault === 'lost' ? crashed(place) : undefined;
        if (fault === 'persisted') queueMicrotask(() => (remains ??= crashed(place)));
        return undefined;
      });
      isArmed = true;
      const acknowledged: number[] = [];
      for (const number of [0, 1, 2, 3, 4, 5]) {
        const index = await append(ledger, `note ${number}`);
        if (remains !== undefined) break;
        acknowledged.push(index);
      }
      const left = remains ?? place;
      const texts = await textsOf(left);
      for (const index of acknowledged) expect(texts[index]).toBe(`note ${index}`);
      await expectWhole(left);
      const again = await open(left);
      expect(await append(again, 'next')).toBe(texts.length);
    }
  });
});

describe('whatever fails, in whatever order', () => {
  test('what was acknowledged stays, each entry once, and the log is whole', async () => {
    const plan = fc.array(
      fc.record({
        fault: fc.constantFrom<StoreFault | undefined>(undefined, undefined, undefined, 'persisted', 'lost'),
        wait: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 5, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        plan,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        async (faults, batches) => {
          const place = await madePlace();
          let at = 0;
          let left = faults[0]?.wait ?? 0;
          let isArmed = false;
          const ledger = await open(place, () => {
            if (!isArmed || left-- > 0) return undefined;
            const { fault } = faults[at % faults.length] ?? {};
            at++;
            left = faults[at % faults.length]?.wait ?? 0;
            return fault;
          });
          isArmed = true;
          const acknowledged = new Map<string, number>();
          for (const [batch, count] of batches.entries()) {
            const texts = Array.from({ length: count }, (_, number) => `note ${batch}.${number}`);
            const answers = await Promise.allSettled(texts.map((text) => append(ledger, text)));
            for (const [number, answer] of answers.entries()) {
              if (answer.status === 'fulfilled') acknowledged.set(texts[number] ?? '', answer.value);
              else expect(answer.reason).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
            }
          }
          isArmed = false;
          await ledger.close();
          const texts = await textsOf(place);
          for (const [text, index] of acknowledged) expect(texts[index]).toBe(text);
          expect(new Set(texts).size).toBe(texts.length);
          await expectWhole(place);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a log whose folder was tampered with', () => {
  const damaged = expect.objectContaining({ code: 'LEDGER_DAMAGED' });

  async function filled(count: number): Promise<FakeLedgerPlace> {
    const place = await madePlace();
    const ledger = await open(place);
    await Promise.all(Array.from({ length: count }, (_, number) => append(ledger, `note ${number}`)));
    await ledger.close();
    return place;
  }

  test('is refused where more was published than the head knows of', async () => {
    const place = await filled(3);
    const old = await filled(2);
    place.slots.set('head', old.slots.get('head') ?? new Uint8Array());
    await expect(open(place)).rejects.toEqual(damaged);
  });

  test('is refused where as much was published with another root', async () => {
    const place = await madePlace();
    const ledger = await open(place);
    await append(ledger, 'one');
    const other = await madePlace();
    await append(await open(other), 'two');
    place.slots.set('checkpoint', other.slots.get('checkpoint') ?? new Uint8Array());
    await expect(open(place)).rejects.toEqual(damaged);
  });

  test('is refused where the head went on and what it rests on is gone', async () => {
    const place = await filled(3);
    const old = await filled(2);
    place.slots.set('checkpoint', old.slots.get('checkpoint') ?? new Uint8Array());
    await expect(open(place)).rejects.toEqual(damaged);
    place.slots.set('stage', new TextEncoder().encode('{"schema":"x"}\n'));
    await expect(open(place)).rejects.toEqual(damaged);
  });

  test('is refused without a head, and without a ledger there is none', async () => {
    const place = await filled(3);
    place.slots.delete('head');
    await expect(open(place)).rejects.toEqual(damaged);
    await expect(open(new FakeLedgerPlace())).rejects.toMatchObject({ code: 'LEDGER_ABSENT' });
  });

  test.each(['head', 'checkpoint'] as const)('is refused with any bit of its %s changed', async (slot) => {
    const place = await filled(3);
    const note = place.slots.get(slot) ?? new Uint8Array();
    for (let bit = 0; bit < note.length * 8; bit += 11) {
      const bent = note.slice();
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      place.slots.set(slot, bent);
      await expect(open(place)).rejects.toEqual(damaged);
    }
  });

  test('is never gone on with where its right edge is not what was signed', async () => {
    const place = await filled(300);
    const edge = [...place.files.keys()].filter((path) => path.startsWith('tree/') && path.includes('.p/'));
    expect(edge.length).toBeGreaterThanOrEqual(3);
    const current = ['tree/tile/0/001.p/44', 'tree/tile/1/000.p/1', 'tree/tile/entries/001.p/44'];
    for (const path of current) {
      const bytes = place.files.get(path);
      if (bytes === undefined) throw new Error(`There is no ${path}.`);
      for (const at of [0, 1, bytes.length >> 1, bytes.length - 1]) {
        const bent = bytes.slice();
        bent[at] = (bent[at] ?? 0) ^ 4;
        place.files.set(path, bent);
        await expect(open(place), `${path} ${at}`).rejects.toEqual(damaged);
      }
      place.files.delete(path);
      await expect(open(place), path).rejects.toEqual(damaged);
      place.files.set(path, bytes);
    }
    expect((await open(place)).size()).toBe(300);
  });

  test('is no longer written by whom somebody else has overtaken', async () => {
    const place = await filled(1);
    const stale = await open(place);
    const fresh = await open(place);
    expect(await append(fresh, 'fresh')).toBe(1);
    const before = place.slots.get('head');
    await expect(append(stale, 'stale')).rejects.toMatchObject({ code: 'DATA_LOCKED' });
    await expect(append(stale, 'again')).rejects.toMatchObject({ code: 'DATA_LOCKED' });
    expect(place.slots.get('head')).toEqual(before);
    expect(await append(fresh, 'goes on')).toBe(2);
    await expectWhole(place);
  });
});
