import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HookConfig, hookConfigPath, readHookConfig, writeHookConfig } from './config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-hook-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config: HookConfig = {
  schema: 'mainward.dev/hook/v1',
  name: 'shop',
  ref: 'refs/heads/main',
  roster: '/etc/roster.yaml',
  policy: '/etc/policy',
};
const schema = JSON.parse(
  readFileSync(new URL('../../../schema/hook.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const fits = new Ajv().compile(schema);

test('what is written is read back, and is of the published shape', async () => {
  const { policy: _, ...without } = config;
  for (const one of [config, without]) {
    await writeHookConfig(folder, one);
    expect(await readHookConfig(folder)).toEqual(one);
    expect(fits(JSON.parse(readFileSync(hookConfigPath(folder), 'utf8')))).toBe(true);
  }
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a list', []],
  ['another schema', { ...config, schema: 'mainward.dev/hook/v2' }],
  ['no name', { ...config, name: '' }],
  ['a short ref', { ...config, ref: 'main' }],
  ['a roster that depends on where one stands', { ...config, roster: 'roster.yaml' }],
  ['a policy that is no path', { ...config, policy: null }],
  ['a setting that is not known', { ...config, allow: true }],
])('%s is no configuration, for the reader as for the schema', async (_, value) => {
  if (value !== undefined) {
    mkdirSync(dirname(hookConfigPath(folder)), { recursive: true });
    writeFileSync(hookConfigPath(folder), JSON.stringify(value));
    expect(fits(value)).toBe(false);
  }
  await expect(readHookConfig(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
