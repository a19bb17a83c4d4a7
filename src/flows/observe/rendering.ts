import { appliedBy } from '../../chain/desired/applied.ts';
import { liveObject } from '../../formats/kubernetes/live.ts';
import { Renderer } from '../../formats/kustomize/render.ts';
import { objectKey } from '../../ledger/facets.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { TreeEntry } from '../../model/tree.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import type { BlobResult, GitRepository } from '../../ports/git.ts';
import { rbacMeaning } from '../../stages/5-cluster/meaning.ts';
import { GRANTING_KINDS } from '../../stages/5-cluster/read.ts';
import { readSourceTree } from '../scan/source-tree.ts';

/** What generators of kustomize read besides makes no RBAC object. */
function isManifest({ path }: TreeEntry): boolean {
  return /(?:\.ya?ml|\.json|(?:^|\/)Kustomization)$/.test(path);
}

/** By `objectKey`: what an RBAC object that a commit renders means. */
export type Meanings = ReadonlyMap<string, string>;

/** Renderings beyond these are made again. */
const MOST_KEPT = 200;

/** What commits of one repository render to through one Kustomization, each rendered once. */
export class Rendering {
  readonly #git: GitRepository;
  readonly #agent: KubernetesObject;
  readonly #blobs: Map<string, BlobResult> = new Map();
  readonly #known: Map<string, Meanings | undefined> = new Map();

  constructor(git: GitRepository, agent: KubernetesObject) {
    this.#git = git;
    this.#agent = agent;
  }

  /** `undefined` where it cannot be told: something on the way is not rendered here. */
  async at(commit: string): Promise<Meanings | undefined> {
    if (this.#known.has(commit)) return this.#known.get(commit);
    const meanings = await this.#render(commit);
    if (this.#known.size < MOST_KEPT) this.#known.set(commit, meanings);
    return meanings;
  }

  async #render(commit: string): Promise<Meanings | undefined> {
    const object = liveObject(this.#agent, 'live');
    if (object === undefined) return undefined;
    const tree = await readSourceTree(this.#git, commit, isManifest, this.#blobs);
    const rendered = appliedBy({ object, chain: [] }, new Renderer(tree, { kinds: [...GRANTING_KINDS] }));
    if (rendered.unknown.length > 0) return undefined;
    return new Map(
      rendered.objects.flatMap(({ object: one }) => {
        const meaning = rbacMeaning(one);
        return meaning === undefined || one.name === undefined ? [] : [[keyOf(one), meaning] as const];
      }),
    );
  }
}

function keyOf(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}): string {
  const { apiVersion, kind, namespace, name = '' } = object;
  const ref: ObjectRef = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return objectKey(ref);
}
