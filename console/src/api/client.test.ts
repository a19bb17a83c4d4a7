import { afterEach, expect, test, vi } from 'vitest';
import { ApiProblem, ask } from './client.ts';

function answering(body: string, status = 200): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })));
}
afterEach(() => vi.unstubAllGlobals());

const asked = (): Promise<unknown> => ask('mainward.dev/session/v1', '/api/v1/session');

test('a document is what it says it is', async () => {
  answering('{"schema":"mainward.dev/session/v1","name":"Ada"}');
  expect(await asked()).toMatchObject({ name: 'Ada' });
  for (const body of ['{"schema":"mainward.dev/changes/v1"}', '{}', 'null', '<html>']) {
    answering(body);
    await expect(asked()).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE' });
  }
});

test('a refusal says its code, its sentence and the request of a defect', async () => {
  answering(
    '{"title":"Forbidden","status":403,"code":"ROLE_NEEDED","detail":"None of your roles may do this."}',
    403,
  );
  const refused = await asked().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiProblem);
  expect(refused).toMatchObject({
    code: 'ROLE_NEEDED',
    status: 403,
    message: 'None of your roles may do this.',
  });
  answering('{"code":"DEFECT","detail":"x","requestId":"r-1"}', 500);
  await expect(asked()).rejects.toMatchObject({ code: 'DEFECT', requestId: 'r-1' });
  answering('{"code":"too-long","detail":"That is longer.","remedy":"Ask for less."}', 409);
  await expect(asked()).rejects.toMatchObject({ code: 'too-long', remedy: 'Ask for less.' });
  answering('<html>a proxy</html>', 502);
  await expect(asked()).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE', status: 502 });
});

test('no answer is said so, and giving up is not a failure of the server', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(asked()).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 });
  vi.stubGlobal('fetch', () => Promise.reject(new DOMException('gone', 'AbortError')));
  await expect(asked()).rejects.toMatchObject({ name: 'AbortError' });
});
