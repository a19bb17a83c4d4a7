import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: string | { readonly url?: string };
}

/** Lists, with their licences, the packages of which anything is in the built files, those of workers too. */
export class ThirdParty {
  /** Folders of packages. */
  readonly #folders: Set<string>;

  /** Of these something is in the files although they are no modules of a bundle. */
  constructor(folders: readonly string[]) {
    this.#folders = new Set(folders);
  }

  /** Sees what a bundle is made of. */
  readonly watching = (): Plugin => ({
    name: 'third-party-watching',
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') this.#add(file.moduleIds);
    },
  });

  /** The same, and writes the list; workers are bundled before. */
  readonly listing = (): Plugin => {
    const add = (ids: readonly string[]): void => this.#add(ids);
    const text = (): string => this.#text();
    return {
      name: 'third-party-listing',
      generateBundle(_, bundle) {
        for (const file of Object.values(bundle)) if (file.type === 'chunk') add(file.moduleIds);
        this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: text() });
      },
    };
  };

  #add(ids: readonly string[]): void {
    for (const id of ids) {
      const [path = ''] = id.replace(/^\0/, '').split('?');
      const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
      if (folder !== undefined && existsSync(join(folder, 'package.json'))) this.#folders.add(folder);
    }
  }

  #text(): string {
    const parts = [...this.#folders].map(partOf).sort();
    return `What the console of Mainward is made of beside its own code. None of it was changed.\n\n${parts.join('\n')}`;
  }
}

function partOf(folder: string): string {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const source = typeof repository === 'string' ? repository : repository?.url;
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  // A package that ships no text of its licence still says which it is.
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  return [
    `${'='.repeat(78)}\n${name} ${version}, ${license ?? 'licence: see below'}`,
    ...(source === undefined ? [] : [`source: ${source.replace(/^git\+/, '')}`]),
    text,
  ].join('\n');
}
