import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/ledger/base64.ts';
import { encodeUtf8, joinBytes } from '../../../src/ledger/bytes.ts';
import { writeCheckpoint } from '../../../src/ledger/checkpoint.ts';
import { EMPTY_EDGE, extendTree } from '../../../src/ledger/edge.ts';
import { hex8, verifierKey, writeVerifierKey } from '../../../src/ledger/key.ts';
import type { LogDocument } from '../../../src/model/log.ts';
import { settled } from './crypto.ts';
import { growthOf, type TileSource } from './growth.ts';
import type { SeenLog } from './memory.ts';

const AT = '2026-11-27T09:00:00.000Z';
const ORIGIN = 'log.example';

interface Signer {
  readonly line: string;
  sign(text: string): Promise<string>;
}

async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const key = await settled(({ sha256 }) => verifierKey(ORIGIN, publicKey, sha256));
  return {
    line: writeVerifierKey(key),
    async sign(text) {
      const bytes = Uint8Array.from(encodeUtf8(text));
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes));
      const id =
        fromBase64(toBase64(Uint8Array.from(Buffer.from(hex8(key.keyId), 'hex')))) ?? new Uint8Array();
      return `${text}\n\u2014 ${ORIGIN} ${toBase64(joinBytes([id, signature]))}\n`;
    },
  };
}

interface Made {
  readonly log: LogDocument;
  readonly tiles: TileSource;
  readonly seen: SeenLog;
}

/** A log of these entries, with every tile that it has. */
async function logOf(entries: readonly string[], signer: Signer): Promise<Made> {
  const { root, files } = await settled(({ sha256 }) =>
    extendTree(sha256, EMPTY_EDGE, entries.map(encodeUtf8)),
  );
  const checkpoint = await signer.sign(
    writeCheckpoint({ origin: ORIGIN, size: BigInt(entries.length), root, extensions: [] }),
  );
  const [size, text] = [entries.length, toBase64(root)];
  return {
    log: {
      schema: 'mainward.dev/log/v1',
      origin: ORIGIN,
      size,
      root: text,
      checkpoint,
      verifierKey: signer.line,
    },
    tiles: (path) => {
      const found = files.find((file) => file.path === path);
      return found === undefined ? Promise.reject(new Error(path)) : Promise.resolve(found.bytes);
    },
    seen: { verifierKey: signer.line, size, root: text, at: AT },
  };
}

const entriesUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `entry ${at}`);

describe('a log that this browser saw before', () => {
  test.each([
    [1, 2],
    [3, 300],
    [256, 257],
    [299, 300],
    [7, 7],
  ])('only grew, from %i to %i entries', async (before, after) => {
    const signer = await makeSigner();
    const { seen } = await logOf(entriesUpTo(before), signer);
    const { log, tiles } = await logOf(entriesUpTo(after), signer);
    expect(await growthOf(log, seen, tiles, AT)).toMatchObject({ state: 'grown', now: { size: after } });
  });

  test('is refuted where its beginning is another one', async () => {
    const signer = await makeSigner();
    const { seen } = await logOf(entriesUpTo(3), signer);
    for (const size of [3, 9]) {
      const other = await logOf(['another', ...entriesUpTo(size).slice(1)], signer);
      expect(await growthOf(other.log, seen, other.tiles, AT)).toMatchObject({ state: 'refuted' });
    }
  });

  test('is refuted where it shrank, or has another key', async () => {
    const [signer, other] = [await makeSigner(), await makeSigner()];
    const { seen } = await logOf(entriesUpTo(3), signer);
    const less = await logOf(entriesUpTo(2), signer);
    const theirs = await logOf(entriesUpTo(4), other);
    expect(await growthOf(less.log, seen, less.tiles, AT)).toMatchObject({
      why: expect.stringContaining('had 3'),
    });
    expect(await growthOf(theirs.log, seen, theirs.tiles, AT)).toMatchObject({
      why: expect.stringContaining('another key'),
    });
  });
});

describe('a log that nobody remembers', () => {
  test('is remembered from now on', async () => {
    const { log, tiles, seen } = await logOf(entriesUpTo(5), await makeSigner());
    expect(await growthOf(log, undefined, tiles, AT)).toEqual({ state: 'first', now: seen });
  });

  test('is not, where its own key did not sign what it says', async () => {
    const { log, tiles } = await logOf(entriesUpTo(5), await makeSigner());
    const forged = { ...log, checkpoint: log.checkpoint.replace('\n5\n', '\n6\n') };
    expect(await growthOf(forged, undefined, tiles, AT)).toMatchObject({ state: 'refuted' });
    const { verifierKey: _, ...keyless } = log;
    expect(await growthOf(keyless, undefined, tiles, AT)).toMatchObject({ state: 'refuted' });
  });
});
