import { describe, expect, test } from 'vitest';
import { readVerifierKey, writeVerifierKey } from '../../ledger/key.ts';
import { verifyProof } from '../../ledger/proof.ts';
import { crypto } from '../../ledger/testdata/crypto.ts';
import { conformsToLedger } from '../../ports/ledger.conformance.ts';
import { FakeLedger } from '../../ports/ledger.fake.ts';
import type { NewEntry } from '../../ports/ledger.ts';
import { FakeLedgerIndex } from '../../ports/ledger-index.fake.ts';
import { FakeLedgerPlace, FakeLedgerStore } from '../../ports/ledger-store.fake.ts';
import { initLog, key, logPorts } from './fixtures/log.ts';
import { Ledger } from './ledger.ts';

const clock = { now: (): number => Date.parse('2026-11-20T09:00:00Z') };
const note = (text: string): readonly [NewEntry, Uint8Array] => [
  { type: 'note' },
  new TextEncoder().encode(text),
];

conformsToLedger('the fake', (at) => Promise.resolve(new FakeLedger(at)));

conformsToLedger('the log', async (at) => {
  const ports = await initLog(new FakeLedgerStore(new FakeLedgerPlace()));
  return Ledger.open({ ...ports, index: new FakeLedgerIndex(), clock: at });
});

async function opened(place: FakeLedgerPlace = new FakeLedgerPlace()): Promise<Ledger> {
  if (place.slots.size === 0) await initLog(new FakeLedgerStore(place));
  return Ledger.open({ ...logPorts(new FakeLedgerStore(place)), index: new FakeLedgerIndex(), clock });
}

describe('the ledger', () => {
  test('proves entries to whoever trusts its key, with nothing else at hand', async () => {
    const ledger = await opened();
    for (let number = 0; number < 600; number += 1) void ledger.append(...note(`note ${number}`));
    await ledger.append(...note('last'));
    const proof = await ledger.prove([600, 3, 255, 256, 3], { payloads: true });
    expect(proof.entries.map(({ index }) => index)).toEqual([3, 255, 256, 600]);
    const trusted = readVerifierKey(writeVerifierKey(key), crypto.sha256);
    const proven = verifyProof(JSON.parse(JSON.stringify(proof)), trusted.ok ? [trusted.value] : [], crypto);
    expect(proven).toMatchObject({ ok: true, value: { checkpoint: { origin: key.name, size: 601n } } });
    expect(
      proven.ok && proven.value.entries.map(({ payload }) => Buffer.from(payload ?? []).toString()),
    ).toEqual(['note 3', 'note 255', 'note 256', 'last']);
    const bare = await ledger.prove([3], { payloads: false });
    expect(bare.entries[0]).not.toHaveProperty('payload');
    await expect(ledger.prove([601], { payloads: false })).rejects.toMatchObject({
      code: 'LEDGER_ENTRY_UNKNOWN',
    });
  });

  test('is published as tiles, and as nothing else', async () => {
    const place = new FakeLedgerPlace();
    const ledger = await opened(place);
    await ledger.append(...note('one'));
    expect(Buffer.from((await ledger.file('checkpoint')) ?? []).toString()).toMatch(
      /^ledger\.example\/log\n1\n/,
    );
    expect(await ledger.file('tile/0/000.p/1')).toHaveLength(32);
    expect(await ledger.file('tile/entries/000.p/1')).toEqual(place.files.get('tree/tile/entries/000.p/1'));
    const payload = [...place.files.keys()].find((path) => path.startsWith('payload/')) ?? '';
    for (const path of ['head', 'stage', payload, `../${payload}`, 'tile/0/000', 'tile/0/001.p/1', '']) {
      expect(await ledger.file(path)).toBeUndefined();
    }
  });

  test('goes on where it was, with everything it had, when it is opened again', async () => {
    const place = new FakeLedgerPlace();
    const first = await opened(place);
    for (let number = 0; number < 300; number += 1) void first.append(...note(`note ${number}`));
    await first.close();
    await expect(first.append(...note('late'))).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    const second = await opened(place);
    expect(second.size()).toBe(300);
    expect((await second.append(...note('next'))).index).toBe(300);
    expect((await second.find({ limit: 400 })).map(({ index }) => index)).toHaveLength(301);
  });

  test('keeps partial tiles only until the full one is there', async () => {
    const place = new FakeLedgerPlace();
    const ledger = await opened(place);
    for (let number = 0; number < 260; number += 1) await ledger.append(...note(`${number}`));
    await ledger.close();
    const tiles = [...place.files.keys()].filter((path) => path.startsWith('tree/'));
    const partial = [257, 258, 259, 260].flatMap((size) => [
      `tree/tile/0/001.p/${size - 256}`,
      `tree/tile/entries/001.p/${size - 256}`,
    ]);
    expect(tiles.toSorted()).toEqual(
      [...partial, 'tree/tile/0/000', 'tree/tile/entries/000', 'tree/tile/1/000.p/1'].toSorted(),
    );
    expect(place.slots.has('stage')).toBe(false);
  });

  test('gives out no entry, payload or proof that was changed under it', async () => {
    const place = new FakeLedgerPlace();
    const ledger = await opened(place);
    const { entry } = await ledger.append(...note('one'));
    await Promise.all(Array.from({ length: 257 }, (_, index) => ledger.append(...note(`${index}`))));
    const damaged = { code: 'LEDGER_DAMAGED' };
    const bend = async (
      path: string,
      at: number,
      look: (anew: Ledger) => Promise<unknown>,
    ): Promise<void> => {
      const bytes = place.files.get(path);
      if (bytes === undefined) throw new Error(`There is no ${path}.`);
      const anew = await opened(place);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await expect(look(anew), path).rejects.toMatchObject(damaged);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    };
    await bend('tree/tile/entries/000', 10, (anew) => anew.entry(0));
    await bend('tree/tile/0/000', 3, (anew) => anew.entry(0));
    await bend('tree/tile/0/000', 35, (anew) => anew.prove([0], { payloads: false }));
    await bend('tree/tile/entries/001.p/2', 10, (anew) => anew.prove([256], { payloads: false }));
    await bend(`payload/${entry.payload?.slice(0, 2)}/${entry.payload}`, 0, (anew) =>
      anew.payload(entry.payload ?? ''),
    );
    expect((await ledger.entry(0))?.entry).toEqual(entry);
  });

  test('tells the newest entries as they were recorded, whatever became of their file', async () => {
    const place = new FakeLedgerPlace();
    const ledger = await opened(place);
    const { entry } = await ledger.append(...note('one'));
    await ledger.append(...note('two'));
    place.files.get('tree/tile/entries/000.p/2')?.fill(0);
    expect((await ledger.entry(0))?.entry).toEqual(entry);
  });

  test('makes an index anew that is of another log or another history', async () => {
    const index = new FakeLedgerIndex();
    await index.add([{ index: 0, type: 'gap', leaf: 'f'.repeat(64), commits: [], digests: [], objects: [] }]);
    const ports = await initLog(new FakeLedgerStore(new FakeLedgerPlace()));
    const ledger = await Ledger.open({ ...ports, index, clock });
    await ledger.append(...note('one'));
    expect(await ledger.find({ types: ['gap'] })).toEqual([]);
    expect(await ledger.find({ types: ['note'] })).toHaveLength(1);
  });

  test('answers what it has recorded although its index failed, as soon as that works again', async () => {
    class WeakIndex extends FakeLedgerIndex {
      isBroken = false;
      override add(rows: Parameters<FakeLedgerIndex['add']>[0]): Promise<void> {
        return this.isBroken ? Promise.reject(new Error('broken')) : super.add(rows);
      }
    }
    const index = new WeakIndex();
    const ports = await initLog(new FakeLedgerStore(new FakeLedgerPlace()));
    const ledger = await Ledger.open({ ...ports, index, clock });
    index.isBroken = true;
    await ledger.append(...note('one'));
    await expect(ledger.find({})).rejects.toThrow('broken');
    index.isBroken = false;
    await ledger.append(...note('two'));
    expect((await ledger.find({})).map(({ index: at }) => at)).toEqual([1, 0]);
  });

  test('refuses what is too large to be a payload', async () => {
    const ledger = await opened();
    await expect(ledger.append({ type: 'note' }, new Uint8Array(32_000_001))).rejects.toMatchObject({
      code: 'LEDGER_ENTRY_INVALID',
    });
    expect(ledger.size()).toBe(0);
  });
});

describe('entries that come together', () => {
  test('are written together, at most 256 at a time', async () => {
    const place = new FakeLedgerPlace();
    await initLog(new FakeLedgerStore(place));
    const steps: string[] = [];
    const store = new FakeLedgerStore(place, (step, path) => {
      steps.push(step === 'put' ? path.replace(/\/.*/, '') : step);
      return undefined;
    });
    const ledger = await Ledger.open({ ...logPorts(store), index: new FakeLedgerIndex(), clock });
    steps.length = 0;
    await Promise.all(Array.from({ length: 600 }, (_, number) => ledger.append(...note(`${number}`))));
    expect(steps.filter((step) => step === 'swap')).toHaveLength(3);
  });

  test('are written in this order, one step after the other', async () => {
    const place = new FakeLedgerPlace();
    await initLog(new FakeLedgerStore(place));
    const steps: string[] = [];
    const store = new FakeLedgerStore(place, (step, path) => {
      steps.push(step === 'put' ? path.replace(/\/.*/, '') : step);
      return undefined;
    });
    const ledger = await Ledger.open({ ...logPorts(store), index: new FakeLedgerIndex(), clock });
    steps.length = 0;
    await ledger.append(...note('one')).then(() => steps.push('acknowledged'));
    await ledger.close();
    expect(steps.slice(0, 5)).toEqual(Array(5).fill('draft'));
    expect(steps.slice(5, 11)).toEqual(['payload', 'stage', 'swap', 'tree', 'tree', 'publish']);
    expect(steps.slice(11).toSorted()).toEqual(['acknowledged', 'clear']);
  });

  test('are refused where more wait than can be held, and those that wait are written', async () => {
    const ledger = await opened();
    const answers = await Promise.allSettled(
      Array.from({ length: 10_050 }, (_, number) =>
        ledger.append({ type: 'gap', what: `gap ${number}`, from: '2026-11-20T08:00:00Z' }),
      ),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(50);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(ledger.size()).toBe(10_000);
  });
});
