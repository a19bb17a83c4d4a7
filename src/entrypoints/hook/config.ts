import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { readJson } from '../../formats/json/read.ts';
import { child, entriesOf, stringOf } from '../../formats/yaml/access.ts';
import { MainwardError } from '../../model/errors.ts';

/** What a bare repository's hook judges pushes by: `mainward.dev/hook/v1`, in the repository's own folder. */
export interface HookConfig {
  readonly schema: 'mainward.dev/hook/v1';
  /** Name of the repository, as statements have it. */
  readonly name: string;
  /** Full name of the protected ref. */
  readonly ref: string;
  /** Absolute path of the roster. */
  readonly roster: string;
  /** Absolute path of a folder of policy from outside the repository. */
  readonly policy?: string;
}

const SCHEMA = 'mainward.dev/hook/v1';
const KEYS: readonly string[] = ['schema', 'name', 'ref', 'roster', 'policy'];
const BYTES = 64 << 10;

export function hookConfigPath(gitDirectory: string): string {
  return join(gitDirectory, 'mainward', 'hook.json');
}

/** Fails with CONFIG_INVALID where it is not there or says anything that is not understood: then nothing is accepted. */
export async function readHookConfig(gitDirectory: string): Promise<HookConfig> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(hookConfigPath(gitDirectory));
  } catch (cause) {
    throw invalid('it cannot be read', cause);
  }
  const [document] = readJson(bytes, { path: 'hook.json' }, { bytes: BYTES }).documents;
  if (document?.ok !== true) throw invalid(document?.reason ?? 'it is empty');
  const { root } = document;
  const other = entriesOf(root).find(({ key }) => !KEYS.includes(key.source));
  if (other !== undefined) throw invalid(`${other.key.source} is not known`);
  const [schema, name, ref, roster, policy] = KEYS.map((key) => stringOf(child(root, key)));
  if (schema !== SCHEMA) throw invalid(`schema must be ${SCHEMA}`);
  if (name === undefined || name === '') throw invalid('name is missing');
  if (ref?.startsWith('refs/') !== true) throw invalid('ref is no full name of a ref');
  if (roster === undefined || !isAbsolute(roster)) throw invalid('roster is no absolute path');
  if (child(root, 'policy') !== undefined && (policy === undefined || !isAbsolute(policy)))
    throw invalid('policy is no absolute path');
  return { schema: SCHEMA, name, ref, roster, ...(policy === undefined ? {} : { policy }) };
}

export async function writeHookConfig(gitDirectory: string, config: HookConfig): Promise<void> {
  const path = hookConfigPath(gitDirectory);
  await mkdir(join(gitDirectory, 'mainward'), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o644 });
  await rename(`${path}.new`, path);
}

function invalid(why: string, cause?: unknown): MainwardError {
  return new MainwardError(
    'CONFIG_INVALID',
    `The hook's configuration, mainward/hook.json in the repository's folder, cannot be used: ${why}.`,
    {
      remedy: 'Write it anew with `mainward hook install`.',
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
