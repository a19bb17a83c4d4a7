import type { Location } from '../../model/location.ts';
import { boolOf, child, entriesOf, itemsOf, textOf } from '../yaml/access.ts';
import { textLike, withEntry } from '../yaml/derived.ts';
import type { YamlFile } from '../yaml/document.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import type { Kustomization, Reference } from './file.ts';
import { judgeForeign } from './foreign.ts';
import { type Effort } from './jsonpatch.ts';
import type { Loader } from './loader.ts';
import { applyMergeEntry, applyPatchEntry, type PatchContext } from './patches.ts';
import { resolvePath } from './paths.ts';
import type { Unrendered } from './rendered.ts';
import { emptyMapping, identityKey, idOf, type Resource, withMetadata } from './resource.ts';
import { addMetadata, affixName, setNamespace } from './transform.ts';

/** What a directory contributes, before references are fixed. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly unknown: readonly Unrendered[];
  readonly consumed: ReadonlySet<string>;
  /** Names of `vars`, which may be used anywhere below. */
  readonly vars: ReadonlySet<string>;
  /** Generated objects whose names get a hash. */
  readonly hashed: ReadonlySet<Resource['from']>;
}

const DEPTH = 32;
const RESOURCES = 50_000;
/** So many objects that are there twice are named; more would say nothing new. */
const DUPLICATES = 100;
/** Items of lists that JSON patches may copy in one tree, and objects that patches may look at. */
const EFFORT = 20_000_000;

/** Accumulates kustomizations of one tree; what a directory contributes is worked out once. */
export class Accumulator {
  readonly #loader: Loader;
  readonly #done = new Map<string, Accumulated>();
  readonly #open: string[] = [];
  /** Components are worked out for each kustomization that has them; together no more often than this. */
  #components = 10_000;
  readonly effort: Effort = { left: EFFORT };
  readonly parsed: Map<string, YamlFile> = new Map();

  constructor(loader: Loader) {
    this.#loader = loader;
  }

  /** What the kustomization in a directory contributes; `at` is where it was asked for. */
  directory(directory: string, at: Location | undefined): Accumulated {
    const known = this.#done.get(directory);
    if (known !== undefined) return known;
    const found = this.#loader.kustomization(directory, at);
    if (!found.ok) return nothing(found.consumed, [{ reason: found.reason, at: found.at }]);
    if (found.kustomization.component) {
      // It can be built alone, but no other kustomization may name it as a resource.
      if (at === undefined) return this.kustomization(found.kustomization);
      return nothing(found.consumed, [{ reason: 'a Component is used as if it were a Kustomization', at }]);
    }
    const result = this.kustomization(found.kustomization);
    this.#done.set(directory, result);
    return result;
  }

  kustomization(kustomization: Kustomization): Accumulated {
    return new Step(this, this.#loader, kustomization).run([]);
  }

  /** Why a kustomization cannot be gone into; otherwise it is open until `leave`. */
  enter(kustomization: Kustomization): string | undefined {
    if (this.#open.includes(kustomization.directory)) return 'kustomizations refer to each other in a circle';
    if (this.#open.length >= DEPTH) return 'kustomizations are nested too deeply';
    this.#open.push(kustomization.directory);
    return undefined;
  }

  leave(): void {
    this.#open.pop();
  }

  component(directory: string, at: Location, into: readonly Resource[]): Accumulated {
    const found = this.#loader.kustomization(directory, at);
    const keep = (reason: string, where: Location): Accumulated => ({
      ...nothing(found.consumed, [{ reason, at: where }]),
      resources: into,
    });
    if (!found.ok) return keep(found.reason, found.at);
    if (!found.kustomization.component) return keep('a Kustomization is used as if it were a Component', at);
    if (--this.#components < 0) return keep('components are used too often to be rendered', at);
    return new Step(this, this.#loader, found.kustomization).run(into);
  }
}

function nothing(consumed: readonly string[], unknown: readonly Unrendered[]): Accumulated {
  return { resources: [], unknown, consumed: new Set(consumed), vars: new Set(), hashed: new Set() };
}

/** One kustomization being worked out. */
class Step {
  readonly #all: Accumulator;
  readonly #loader: Loader;
  readonly #here: Kustomization;
  /** The same base reached twice says the same. */
  readonly #unknown = new Set<Unrendered>();
  readonly #consumed = new Set<string>();
  readonly #vars = new Set<string>();
  readonly #hashed = new Set<Resource['from']>();
  #resources: readonly Resource[] = [];

  constructor(all: Accumulator, loader: Loader, here: Kustomization) {
    this.#all = all;
    this.#loader = loader;
    this.#here = here;
  }

  run(into: readonly Resource[]): Accumulated {
    this.#resources = into;
    if (this.#here.body !== undefined) this.#consumed.add(this.#here.path);
    const refused = this.#all.enter(this.#here);
    if (refused !== undefined) {
      this.#note(refused, this.#here.at);
      return this.#result();
    }
    try {
      const before = into.length;
      for (const reference of this.#here.resources) this.#resource(reference);
      this.#generate();
      for (const reference of this.#list('components')) this.#component(reference);
      this.#refuseDuplicates(before);
      this.#transform();
    } finally {
      this.#all.leave();
    }
    this.#resources = this.#resources.map((one) => ({ ...one, chain: [...one.chain, this.#here.path] }));
    return this.#result();
  }

  #result(): Accumulated {
    return {
      resources: this.#resources,
      unknown: [...this.#unknown],
      consumed: this.#consumed,
      vars: this.#vars,
      hashed: this.#hashed,
    };
  }

  #note(reason: string, at: Location, kinds?: readonly string[]): void {
    const { interest } = this.#loader;
    const mayConcern = kinds?.filter((kind) => interest.has(kind));
    if (mayConcern === undefined) this.#unknown.add({ reason, at });
    else if (mayConcern.length > 0) this.#unknown.add({ reason, at, mayConcern });
  }

  #list(field: string): readonly YamlNode[] {
    return itemsOf(child(this.#here.body, field));
  }

  #absorb(other: Accumulated): void {
    for (const path of other.consumed) this.#consumed.add(path);
    for (const name of other.vars) this.#vars.add(name);
    for (const from of other.hashed) this.#hashed.add(from);
    for (const unknown of other.unknown) this.#unknown.add(unknown);
  }

  #append(resources: readonly Resource[], at: Location): void {
    if (this.#resources.length + resources.length > RESOURCES)
      this.#note('it has more objects than are rendered at once', at);
    else this.#resources = [...this.#resources, ...resources];
  }

  #resource(reference: Reference): void {
    const target = this.#locate(reference);
    if (target === undefined) return;
    if (this.#loader.tree.has(target)) {
      this.#consumed.add(target);
      const loaded = this.#loader.resources(target);
      for (const unknown of loaded.unknown) this.#unknown.add(unknown);
      this.#append(loaded.resources, reference.at);
      return;
    }
    const below = this.#all.directory(target, reference.at);
    this.#absorb(below);
    this.#append(below.resources, reference.at);
  }

  #component(item: YamlNode): void {
    const target = this.#locate({ text: textOf(item) ?? '', at: item.at });
    if (target === undefined) return;
    const result = this.#all.component(target, item.at, this.#resources);
    this.#absorb(result);
    this.#resources = result.resources;
  }

  #locate(reference: Reference): string | undefined {
    const resolved = resolvePath(this.#here.directory, reference.text);
    if ('path' in resolved) return resolved.path;
    const reason = {
      remote: `"${reference.text.slice(0, 200)}" is fetched from elsewhere`,
      absolute: 'an absolute path is not followed',
      escapes: 'the path leads out of the repository',
    }[resolved.refused];
    this.#note(reason, reference.at);
    return undefined;
  }

  /** Generated maps and secrets matter only as names that roles may refer to. */
  #generate(): void {
    const general = child(this.#here.body, 'generatorOptions', 'disableNameSuffixHash');
    for (const [field, kind] of [
      ['configMapGenerator', 'ConfigMap'],
      ['secretGenerator', 'Secret'],
    ] as const) {
      if (!this.#loader.kept.has(kind)) continue;
      for (const generator of this.#list(field)) {
        const name = textOf(child(generator, 'name'));
        const behavior = textOf(child(generator, 'behavior')) ?? 'create';
        if (name === undefined || behavior !== 'create') continue;
        const plain = boolOf(child(generator, 'options', 'disableNameSuffixHash')) ?? boolOf(general);
        const resource = generated(kind, name, generator);
        if (plain !== true) this.#hashed.add(resource.from);
        this.#append([resource], generator.at);
      }
    }
  }

  #refuseDuplicates(before: number): void {
    const seen = new Set<string>();
    let said = 0;
    for (const [index, one] of this.#resources.entries()) {
      const key = identityKey(one.root);
      const id = idOf(one.root);
      if (index >= before && seen.has(key) && id.name !== '' && ++said <= DUPLICATES) {
        this.#note(`two objects are the same ${id.kind} "${id.name}", which kustomize refuses`, one.from, [
          id.kind,
        ]);
      }
      seen.add(key);
    }
  }

  #transform(): void {
    const { body } = this.#here;
    const context = this.#patchContext();
    for (const one of this.#list('patchesStrategicMerge'))
      this.#resources = applyMergeEntry(this.#resources, one, context);
    for (const one of this.#list('patches')) this.#resources = applyPatchEntry(this.#resources, one, context);
    const namespace = child(body, 'namespace');
    if (namespace !== undefined) this.#each((one) => setNamespace(one, namespace));
    for (const where of ['prefix', 'suffix'] as const) {
      const affix = child(body, where === 'prefix' ? 'namePrefix' : 'nameSuffix');
      const text = textOf(affix);
      if (affix !== undefined && text !== undefined) this.#each((one) => affixName(one, text, where, affix));
    }
    this.#labels();
    const annotations = child(body, 'commonAnnotations');
    this.#each((one) => addMetadata(one, 'annotations', annotations, true));
    for (const one of this.#list('patchesJson6902'))
      this.#resources = applyPatchEntry(this.#resources, one, context);
    for (const one of this.#list('vars')) {
      const name = textOf(child(one, 'name'));
      if (name !== undefined) this.#vars.add(name);
    }
    const present = new Set(this.#resources.map((one) => idOf(one.root).kind));
    judgeForeign(this.#here, present, {
      tree: this.#loader.tree,
      kinds: this.#loader.interest,
      consume: (path) => this.#consumed.add(path),
      unknown: (reason, at, kinds) => this.#note(reason, at, kinds),
    });
  }

  #labels(): void {
    for (const label of this.#list('labels')) {
      const templates =
        boolOf(child(label, 'includeSelectors')) === true ||
        boolOf(child(label, 'includeTemplates')) === true;
      this.#each((one) => addMetadata(one, 'labels', child(label, 'pairs'), templates));
      if (
        entriesOf(label).some(({ key }) => key.source === 'fields') &&
        itemsOf(child(label, 'fields')).length > 0
      ) {
        const kinds = itemsOf(child(label, 'fields')).map((spec) => textOf(child(spec, 'kind')));
        this.#note(
          'labels are put at fields of their own',
          label.at,
          kinds.some((kind) => kind === undefined)
            ? [...this.#loader.interest]
            : kinds.flatMap((kind) => kind ?? []),
        );
      }
    }
    this.#each((one) => addMetadata(one, 'labels', child(this.#here.body, 'commonLabels'), true));
  }

  #each(change: (resource: Resource) => Resource): void {
    this.#resources = this.#resources.map(change);
  }

  #patchContext(): PatchContext {
    const { tree, kept } = this.#loader;
    return {
      tree,
      kept,
      origin: this.#loader.originOf(this.#here.path),
      directory: this.#here.directory,
      effort: this.#all.effort,
      parsed: this.#all.parsed,
      consume: (path) => this.#consumed.add(path),
      unknown: (reason, at, kinds) => this.#note(reason, at, kinds),
    };
  }
}

function generated(kind: string, name: string, origin: YamlNode): Resource {
  let root: MappingNode = emptyMapping(origin);
  root = withEntry(root, 'apiVersion', textLike('v1', origin));
  root = withEntry(root, 'kind', textLike(kind, origin));
  root = withMetadata(root, 'name', name, child(origin, 'name') ?? origin);
  const namespace = child(origin, 'namespace');
  const written = textOf(namespace);
  if (namespace !== undefined && written !== undefined)
    root = withMetadata(root, 'namespace', written, namespace);
  return { root, from: origin.at, chain: [], previous: [], prefixes: [], suffixes: [] };
}
