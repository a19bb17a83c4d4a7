import { describe, expect, test } from 'vitest';
import type { LedgerDraft, LedgerHead, LedgerStore } from './ledger-store.ts';

export interface LedgerStorePlace {
  /** Opens the store of this place; opened again, everything is there. */
  open(): LedgerStore;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Written and named at once. */
async function keep(draft: Promise<LedgerDraft>): Promise<void> {
  await (await draft).keep();
}

async function swap(head: LedgerHead, expected: Uint8Array | undefined, next: string): Promise<boolean> {
  return head.swap(expected, await head.draft(bytes(next)));
}

const damaged = { code: 'LEDGER_DAMAGED' };

/** What every `LedgerStore` must do. `makePlace` gives an empty one each time. */
export function conformsToLedgerStore(name: string, makePlace: () => LedgerStorePlace): void {
  describe(`${name} as a store of a ledger`, () => {
    test('gives files back as they were put, also when it is opened again', async () => {
      const place = makePlace();
      const files = [
        { path: 'tree/tile/0/000.p/1', bytes: bytes('one') },
        { path: 'tree/tile/0/x001/000', bytes: bytes('two') },
        { path: 'payload/ab/abc', bytes: new Uint8Array(0) },
        { path: 'payload/ff/large', bytes: new Uint8Array(3_000_000).fill(7) },
      ];
      await keep(place.open().files.draft(files));
      for (const store of [place.open(), place.open()]) {
        for (const file of files) expect(await store.files.get(file.path)).toEqual(file.bytes);
        expect(await store.files.get('tree/tile/0/000.p/2')).toBeUndefined();
        expect(await store.files.get('tree/tile/0/000')).toBeUndefined();
        expect(await store.files.get('tree/tile/0')).toBeUndefined();
      }
    });

    test('shows nothing of a draft before it is kept, and nothing of one that is discarded', async () => {
      const place = makePlace();
      const { files, stage, head } = place.open();
      const drafts = [
        await files.draft([{ path: 'a/b', bytes: bytes('x') }]),
        await stage.draft(bytes('x')),
        await head.draft(bytes('x')),
      ];
      expect([await files.get('a/b'), await stage.read(), await head.read()]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(await files.list('a')).toEqual([]);
      for (const draft of drafts) await draft.discard();
      expect([await files.get('a/b'), await stage.read(), await head.read()]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      const kept = await files.draft([{ path: 'a/b', bytes: bytes('y') }]);
      await kept.keep();
      await kept.discard();
      expect(await place.open().files.get('a/b')).toEqual(bytes('y'));
    });

    test('takes the same file again, and never another one in its place', async () => {
      const { files } = makePlace().open();
      await keep(files.draft([{ path: 'a/b', bytes: bytes('x') }]));
      await keep(files.draft([{ path: 'a/b', bytes: bytes('x') }]));
      await expect(keep(files.draft([{ path: 'a/b', bytes: bytes('y') }]))).rejects.toMatchObject(damaged);
      await expect(keep(files.draft([{ path: 'a/b', bytes: bytes('') }]))).rejects.toMatchObject(damaged);
      expect(await files.get('a/b')).toEqual(bytes('x'));
    });

    test('keeps what it holds apart from what callers do with their bytes', async () => {
      const { files, stage } = makePlace().open();
      const given = bytes('x');
      await keep(files.draft([{ path: 'a', bytes: given }]));
      await keep(stage.draft(given));
      given[0] = 0;
      const taken = await files.get('a');
      taken?.fill(0);
      expect(await files.get('a')).toEqual(bytes('x'));
      expect(await stage.read()).toEqual(bytes('x'));
    });

    test('lists what lies below a folder, and drops one by one', async () => {
      const place = makePlace();
      const { files } = place.open();
      const paths = ['t/000.p/1', 't/000.p/2', 't/000', 't/x001/000', 'u/000'];
      await keep(files.draft(paths.map((path) => ({ path, bytes: bytes(path) }))));
      expect((await files.list('t')).toSorted()).toEqual(paths.slice(0, 4).toSorted());
      expect((await files.list('t/000.p')).toSorted()).toEqual(['t/000.p/1', 't/000.p/2']);
      expect(await files.list('v')).toEqual([]);
      await files.drop('t/000.p/1');
      await files.drop('t/000.p/1');
      await files.drop('v/1');
      expect(await files.list('t/000.p')).toEqual(['t/000.p/2']);
      expect(await place.open().files.get('t/000.p/1')).toBeUndefined();
      await keep(files.draft([{ path: 't/000.p/1', bytes: bytes('anew') }]));
      expect(await files.get('t/000.p/1')).toEqual(bytes('anew'));
    });

    test('has two slots that change as a whole and are cleared', async () => {
      const place = makePlace();
      for (const slot of ['stage', 'checkpoint'] as const) {
        const opened = place.open()[slot];
        expect(await opened.read()).toBeUndefined();
        await opened.clear();
        await keep(opened.draft(bytes(`${slot} 1, and longer`)));
        await keep(opened.draft(bytes(`${slot} 2`)));
        expect(await place.open()[slot].read()).toEqual(bytes(`${slot} 2`));
      }
      await place.open().stage.clear();
      expect(await place.open().stage.read()).toBeUndefined();
      expect(await place.open().checkpoint.read()).toEqual(bytes('checkpoint 2'));
    });

    test('swaps its head for whoever knows what it holds, and for nobody else', async () => {
      const place = makePlace();
      const { head } = place.open();
      expect(await head.read()).toBeUndefined();
      expect(await swap(head, bytes('0'), '1')).toBe(false);
      expect(await head.read()).toBeUndefined();
      expect(await swap(head, undefined, '1')).toBe(true);
      expect(await swap(head, undefined, '2')).toBe(false);
      expect(await swap(head, bytes('10'), '2')).toBe(false);
      expect(await swap(head, bytes(''), '2')).toBe(false);
      expect(await place.open().head.read()).toEqual(bytes('1'));
      expect(await swap(place.open().head, bytes('1'), '2')).toBe(true);
      expect(await place.open().head.read()).toEqual(bytes('2'));
    });
  });
}
