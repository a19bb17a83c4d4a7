import type { Location } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { Kustomization } from '../../kustomize/file.ts';
import { readKustomization } from '../../kustomize/file.ts';
import { inputsOf, kustomizationsOf, resourcesOf } from '../../kustomize/kustomizations.ts';
import { directoryOf } from '../../kustomize/paths.ts';
import { child, textOf } from '../../yaml/access.ts';

const RENAMING = ['namePrefix', 'nameSuffix', 'namespace'];

/** The kustomizations of a tree, and which of them use a file. */
export class KustomizeUses {
  readonly #tree: SourceTree;
  /** By what they are made up of. */
  readonly #users = new Map<string, Kustomization[]>();
  readonly #inputs = new Map<string, string>();
  readonly #byDirectory = new Map<string, Kustomization>();
  readonly #unreadable: Location[] = [];

  constructor(tree: SourceTree) {
    this.#tree = tree;
    for (const path of kustomizationsOf(tree).files) {
      const read = readKustomization(tree, path);
      if (!read.ok) {
        this.#unreadable.push({ ...read.at, path });
        continue;
      }
      const { kustomization } = read;
      this.#inputs.set(path, path);
      this.#byDirectory.set(kustomization.directory, kustomization);
      for (const used of new Set(resourcesOf(kustomization)))
        this.#users.set(used, [...(this.#users.get(used) ?? []), kustomization]);
      for (const input of inputsOf(kustomization)) this.#inputs.set(input, path);
    }
  }

  /** Path of a kustomization that reads the file as something else than objects, or that the file itself is. */
  otherUse(path: string): string | undefined {
    return this.#inputs.get(path);
  }

  /** Those that name the file themselves. */
  listing(path: string): readonly Kustomization[] {
    return this.#users.get(path) ?? [];
  }

  /** Those through which the objects of a file pass, with the components that work on the same objects. */
  passing(path: string): readonly Kustomization[] {
    const seen = new Set<Kustomization>();
    const open = [...this.listing(path)];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      open.push(...(this.#users.get(one.directory) ?? []), ...this.#components(one));
    }
    return [...seen];
  }

  /** One that gives the objects of a file other names, or another namespace, than are written. */
  renaming(path: string): Kustomization | undefined {
    return this.passing(path).find(({ body }) =>
      RENAMING.some((field) => (textOf(child(body, field)) ?? '') !== ''),
    );
  }

  /** A kustomization that could not be read and may use the file. */
  unreadable(path: string): Location | undefined {
    const directory = directoryOf(path);
    const names = [path, directory].map((one) => one.slice(one.lastIndexOf('/') + 1)).filter(Boolean);
    return this.#unreadable.find((at) => {
      const own = directoryOf(at.path);
      if (own === '' || directory === own || directory.startsWith(`${own}/`)) return true;
      const bytes = this.#tree.read(at.path);
      if (!(bytes instanceof Uint8Array)) return true;
      const text = new TextDecoder().decode(bytes);
      return names.some((name) => text.includes(name));
    });
  }

  #components(kustomization: Kustomization): readonly Kustomization[] {
    return resourcesOf(kustomization).flatMap((path) => {
      const one = this.#byDirectory.get(path);
      return one?.component === true ? [one] : [];
    });
  }
}
