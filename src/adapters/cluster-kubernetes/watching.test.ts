import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../ports/cluster.ts';
import { CONFIG_MAPS } from '../../ports/cluster-kinds.ts';
import {
  failure,
  type Handler,
  type HostileServer,
  startHostileServer,
  tell,
} from './fixtures/hostile-server.ts';
import type { Limits } from './limits.ts';
import { linesOf } from './lines.ts';

let server: HostileServer;
beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.stop());

/** Answers lists with version 10, and each stream with the next of these; the last one again and again. */
function streams(...answers: readonly ((response: ServerResponse) => void)[]): Handler {
  let stream = 0;
  return (request, response) => {
    if (request.url?.includes('watch=true') !== true) {
      tell(response, { metadata: { resourceVersion: '10' }, items: [{ metadata: { name: 'listed' } }] });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    answers[Math.min(stream, answers.length - 1)]?.(response);
    stream += 1;
  };
}

function line(type: string, resourceVersion: string, name = `v${resourceVersion}`): string {
  return `${JSON.stringify({ type, object: { kind: 'ConfigMap', metadata: { name, resourceVersion } } })}\n`;
}

/** What is heard until so many events have come. */
async function heard(count: number, limits: Partial<Limits> = {}): Promise<readonly string[]> {
  const end = new AbortController();
  const words: string[] = [];
  for await (const event of server.client(limits).watch(CONFIG_MAPS, {}, end.signal)) {
    words.push(wordOf(event));
    if (words.length === count) end.abort();
  }
  return words;
}

function wordOf(event: WatchEvent): string {
  if (event.kind === 'listed') return `listed ${event.list.items.length}`;
  return event.kind === 'interrupted' ? event.error.code : `${event.kind} ${event.object.metadata.name}`;
}

/** The version that each stream was asked to go on from. */
function resumed(): readonly (string | null)[] {
  return server.seen
    .filter((one) => one.includes('watch=true'))
    .map((one) => new URL(one.slice(4), 'https://api').searchParams.get('resourceVersion'));
}

describe('a watch', () => {
  test('goes on where it ended: after the last change, or the last bookmark', async () => {
    server.answer(
      streams(
        (response) => response.end(line('ADDED', '11') + line('BOOKMARK', '15')),
        (response) => response.end(line('DELETED', '16')),
        (response) => response.write(line('MODIFIED', '17')),
      ),
    );
    expect(await heard(4)).toEqual(['listed 1', 'added v11', 'deleted v16', 'modified v17']);
    expect(resumed()).toEqual(['10', '15', '16']);
    expect(
      server.seen.every((one) => !one.includes('watch') || one.includes('allowWatchBookmarks=true')),
    ).toBe(true);
    expect(server.waits).toEqual([]);
  });

  test('lists anew where the server has forgotten what came since, and says so by the list', async () => {
    const expired = `${JSON.stringify({ type: 'ERROR', object: failure(410, { reason: 'Expired' }) })}\n`;
    server.answer(
      streams(
        (response) => response.end(line('ADDED', '11') + expired),
        (response) => response.write(line('ADDED', '12')),
      ),
    );
    expect(await heard(4)).toEqual(['listed 1', 'added v11', 'listed 1', 'added v12']);
    expect(resumed()).toEqual(['10', '10']);
  });

  test('lists anew where the stream itself is refused for that', async () => {
    let refused = false;
    const good = streams((response) => response.write(line('ADDED', '12')));
    server.answer((request, response, body) => {
      if (request.url?.includes('watch=true') !== true || refused) good(request, response, body);
      else {
        refused = true;
        tell(response, failure(410), 410);
      }
    });
    expect(await heard(3)).toEqual(['listed 1', 'listed 1', 'added v12']);
  });

  test('lists anew where the server was set back behind what it has told', async () => {
    let back = false;
    const good = streams((response) => response.write(line('ADDED', '12')));
    server.answer((request, response, body) => {
      const watching = request.url?.includes('watch=true') === true;
      back ||= watching && resumed().length > 4;
      if (watching && !back) tell(response, failure(504, { reason: 'Timeout' }), 504);
      else good(request, response, body);
    });
    const words = await heard(7);
    expect(words).toEqual([
      'listed 1',
      ...Array<string>(4).fill('CLUSTER_UNREACHABLE'),
      'listed 1',
      'added v12',
    ]);
  });

  test('that breaks off says so, and goes on from the same place', async () => {
    server.answer(
      streams(
        (response) => {
          response.write(line('ADDED', '11'));
          setImmediate(() => response.destroy());
        },
        (response) => response.write(line('ADDED', '12')),
      ),
    );
    expect(await heard(4)).toEqual(['listed 1', 'added v11', 'CLUSTER_UNREACHABLE', 'added v12']);
    expect(resumed()).toEqual(['10', '11']);
  });

  test('that falls silent is dead, and what it may have missed is listed', async () => {
    server.answer(
      streams(
        (response) => response.write(line('ADDED', '11')),
        (response) => response.write(line('ADDED', '12')),
      ),
    );
    expect(await heard(5, { silenceMilliseconds: 300 })).toEqual([
      'listed 1',
      'added v11',
      'CLUSTER_UNREACHABLE',
      'listed 1',
      'added v12',
    ]);
  });

  test('whose words cannot be read is not trusted to have missed nothing', async () => {
    const garbage = [
      'nonsense\n',
      '{}\n',
      '{"type":"ADDED","object":{"metadata":{"resourceVersion":"11"}}}\n',
      line('GONE', '11'),
    ];
    for (const text of garbage) {
      server.answer(
        streams(
          (response) => response.end(text),
          (response) => response.write(line('ADDED', '12')),
        ),
      );
      expect(await heard(4)).toEqual(['listed 1', 'CLUSTER_REFUSED', 'listed 1', 'added v12']);
    }
  });

  test('takes no event without end', async () => {
    server.answer(
      streams(
        (response) => response.write('x'.repeat(3_000)),
        (response) => response.write(line('ADDED', '12')),
      ),
    );
    expect(await heard(4, { eventBytes: 2_000 })).toEqual([
      'listed 1',
      'BUDGET_EXCEEDED',
      'listed 1',
      'added v12',
    ]);
  });

  test('that was allowed once and is forbidden later goes on trying', async () => {
    let allowed = true;
    const good = streams((response) => response.end(line('ADDED', '11')));
    server.answer((request, response, body) => {
      if (allowed) good(request, response, body);
      else tell(response, failure(403), 403);
      if (request.url?.includes('watch=true') === true) allowed = false;
    });
    expect(await heard(4)).toEqual(['listed 1', 'added v11', 'CLUSTER_FORBIDDEN', 'CLUSTER_FORBIDDEN']);
  });

  test('waits longer and longer for a server that ends every stream at once', async () => {
    const end = new AbortController();
    server.answer(
      streams((response) => {
        response.end();
        if (resumed().length === 6) end.abort();
      }),
    );
    for await (const event of server.client().watch(CONFIG_MAPS, {}, end.signal))
      expect(wordOf(event)).toBe('listed 1');
    expect(server.waits.length).toBeGreaterThan(2);
    expect(server.waits).toEqual(server.waits.toSorted((a, b) => a - b));
    expect(new Set(server.waits).size).toBe(server.waits.length);
  });

  test('of a server that is not there begins when it comes', async () => {
    let up = false;
    const good = streams((response) => response.write(line('ADDED', '11')));
    server.answer((request, response, body) => {
      if (up) good(request, response, body);
      else tell(response, failure(503), 503);
    });
    const end = new AbortController();
    const words: string[] = [];
    for await (const event of server.client().watch(CONFIG_MAPS, {}, end.signal)) {
      words.push(wordOf(event));
      up = true;
      if (words.length === 3) end.abort();
    }
    expect(words).toEqual(['CLUSTER_UNREACHABLE', 'listed 1', 'added v11']);
  });
});

describe('lines', () => {
  test('are the same however they arrive', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((one) => one.replaceAll('\n', '')),
    );
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (lines, sizes) => {
          const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
          const found: string[] = [];
          for await (const one of linesOf(chunksOf(bytes, sizes), 1_000, () => new Error('too long')))
            found.push(one);
          expect(found).toEqual(lines);
        },
      ),
    );
  });
});

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let round = 0; at < bytes.length; round += 1) {
    const size = sizes[round % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
