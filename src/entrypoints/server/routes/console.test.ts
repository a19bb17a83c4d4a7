import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE_PAGES } from '../../../model/console-pages.ts';
import { ConsoleFiles } from '../console/files.ts';
import { testInstance } from '../fixtures/instance.ts';
import { fakeServices } from '../fixtures/services.ts';
import { routesOf } from '../routes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Mainward</title>');
  writeFileSync(join(folder, 'assets/index-a1.js'), 'export {};');
  writeFileSync(join(folder, 'assets/index-a1.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(folder, 'assets/secret'), 'x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serving(at = folder) {
  const services = fakeServices({ console: new ConsoleFiles(at) });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  return (url: string, headers: Readonly<Record<string, string>> = {}) => instance.inject({ url, headers });
}

test('every address of the console gets its page, which nobody keeps and which runs files of this server only', async () => {
  const get = serving();
  for (const { path } of CONSOLE_PAGES) {
    const reply = await get(`${path.replaceAll(/:\w+/g, '7')}?cluster=production`);
    expect(reply.body, path).toBe('<!doctype html><title>Mainward</title>');
    expect(reply.headers['cache-control']).toBe('no-store');
    const policy = String(reply.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  }
});

test('its files are kept for long, and packed for whoever can unpack them', async () => {
  const get = serving();
  const plain = await get('/assets/index-a1.js');
  expect([plain.body, plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
    'export {};',
    'text/javascript; charset=utf-8',
    undefined,
  ]);
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const packed = await get('/assets/index-a1.js', { 'accept-encoding': 'gzip, br' });
  expect(packed.headers['content-encoding']).toBe('br');
  expect(packed.rawPayload).toEqual(brotliCompressSync('export {};'));
});

test.each(['secret', 'index-a1.js.br', 'none.js', '..%2findex.html', '..%2f..%2fpackage.json', '%00.js'])(
  'nothing else of its folder is there: %s',
  async (name) => {
    expect([400, 404]).toContain((await serving()(`/assets/${name}`)).statusCode);
  },
);

test('where it was not built, that is said, and nothing runs', async () => {
  const reply = await serving(join(folder, 'nowhere'))('/drift');
  expect(reply.statusCode).toBe(200);
  expect(reply.body).toContain('The console is not built');
  expect(reply.headers['content-security-policy']).not.toContain('script-src');
});
