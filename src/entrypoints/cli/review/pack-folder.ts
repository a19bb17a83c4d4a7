import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackFolder } from '../../../flows/review/pack/verify.ts';
import { MainwardError } from '../../../model/errors.ts';

/** A name that is a file of its folder and nothing else, on every system. */
const PATH = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(?:\/[A-Za-z0-9][A-Za-z0-9._-]{0,127})?$/;
const MOST = { files: 20_000, bytes: 512_000_000 };

/** Is it a pack, whole or not, and no log? */
export function looksLikePack(folder: string): boolean {
  const names = readdirSync(folder);
  return names.includes('manifest.json') || names.includes('proof.json');
}

/** Writes a pack into a folder of its own. Throws OUTPUT_FAILED, also where a path of it could lead anywhere else. */
export function writePack(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  const odd = [...files.keys()].find((path) => !PATH.test(path));
  if (odd !== undefined)
    throw new MainwardError(
      'OUTPUT_FAILED',
      `Nothing was written: the pack has a file named ${JSON.stringify(odd.slice(0, 100))}.`,
      { remedy: 'Ask whoever runs the server; a pack has no such name.' },
    );
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0)
      throw new MainwardError(
        'OUTPUT_FAILED',
        `A pack needs a folder of its own, and ${folder} is not empty.`,
        {
          remedy: 'Name another one with --out DIR.',
        },
      );
    for (const [path, bytes] of files) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { flag: 'wx', mode: 0o600 });
    }
  } catch (error) {
    if (error instanceof MainwardError) throw error;
    throw new MainwardError('OUTPUT_FAILED', `The pack cannot be written to ${folder}.`, {
      remedy: 'Name a folder that you may write to with --out DIR.',
      cause: error,
    });
  }
}

/** Every file of a folder, and what in it is none. Throws BUDGET_EXCEEDED where it holds more than a pack does. */
export function readPack(folder: string): PackFolder {
  const files = new Map<string, Uint8Array>();
  const faults: PackFolder['faults'][number][] = [];
  let bytes = 0;
  const walk = (below: string): void => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      const stat = lstatSync(join(folder, path));
      if (stat.isDirectory() && below === '') walk(path);
      else if (!stat.isFile()) faults.push({ file: path, why: 'it is no file of the pack' });
      else {
        bytes += stat.size;
        if (files.size === MOST.files || bytes > MOST.bytes) throw tooMuch(folder);
        files.set(path, new Uint8Array(readFileSync(join(folder, path))));
      }
    }
  };
  walk('');
  return { files, faults };
}

function tooMuch(folder: string): MainwardError {
  return new MainwardError('BUDGET_EXCEEDED', `${folder} holds more than a pack does.`, {
    remedy: 'Name the folder of the pack alone.',
  });
}
