import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FileArtifactStore } from '../../src/adapters/artifacts-files/store.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { SourcePublisher } from '../../src/flows/publish/publisher.ts';
import type { Cluster, KubernetesObject } from '../../src/ports/cluster.ts';
import { EXTERNAL_ARTIFACTS } from '../../src/ports/cluster-kinds.ts';
import { NAME, REF, type Scene } from './scene.ts';

export const PUBLISHER = { user: 'system:serviceaccount:mainward:mainward-publisher', groups: [] } as const;
export const OBSERVER = { user: 'system:serviceaccount:mainward:mainward-observer', groups: [] } as const;
export const SOURCE = { namespace: 'flux-system', name: 'infrastructure' } as const;

/** The objects of the manifests that are shipped. */
export function shippedAccounts(): readonly KubernetesObject[] {
  const text = readFileSync('deploy/flux/accounts.yaml', 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}

/** A cluster with the shipped accounts, archives in a folder, and a publisher that acts as its account. */
export class FluxScene {
  readonly scene: Scene;
  readonly folder: string;
  readonly inner: ReturnType<typeof inProcessCluster>;
  readonly artifacts: FileArtifactStore;
  /** Where archives are served. */
  base: string = 'http://artifacts.example:9790';
  /** What happens before each request of the publisher to the cluster. */
  before: () => void = () => undefined;

  private constructor(
    scene: Scene,
    folder: string,
    artifacts: FileArtifactStore,
    inner: ReturnType<typeof inProcessCluster>,
  ) {
    this.scene = scene;
    this.folder = folder;
    this.artifacts = artifacts;
    this.inner = inner;
  }

  static async make(scene: Scene): Promise<FluxScene> {
    const random = { bytes: (count: number): Uint8Array => randomBytes(count) };
    const inner = inProcessCluster({ clock: scene.clock, random });
    const folder = mkdtempSync(join(tmpdir(), 'mainward-publish-'));
    const artifacts = await FileArtifactStore.open(join(folder, 'artifacts'), random, scene.clock);
    const made = new FluxScene(scene, folder, artifacts, inner);
    const admin = made.admin();
    await admin.create(
      { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    );
    await apply(admin, shippedAccounts());
    return made;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  admin(): Cluster {
    return this.inner.as({ user: 'admin', groups: ['system:masters'] });
  }

  /** Another process over the same stores. */
  publisher(): SourcePublisher {
    const cluster = this.inner.as(PUBLISHER);
    return new SourcePublisher(
      {
        repository: NAME,
        path: this.scene.served ?? this.scene.shop.folder,
        ref: REF,
        cluster: 'production',
        ...SOURCE,
      },
      {
        git: new GitCliOpener(),
        ledger: this.scene.store,
        artifacts: this.artifacts,
        cluster: {
          list: (type, options) => this.#asked(() => cluster.list(type, options)),
          get: (key) => this.#asked(() => cluster.get(key)),
          create: (type, object) => this.#asked(() => cluster.create(type, object)),
          patch: (key, patch, options) => this.#asked(() => cluster.patch(key, patch, options)),
          delete: (key, preconditions) => this.#asked(() => cluster.delete(key, preconditions)),
        },
        clock: this.scene.clock,
        urlOf: ({ token }) => `${this.base}/artifacts/${token}`,
      },
    );
  }

  async #asked<Result>(work: () => Promise<Result>): Promise<Result> {
    this.before();
    return work();
  }

  /** What the agent is told. */
  async status(): Promise<
    Readonly<Record<string, unknown>> & {
      readonly artifact?: Artifact;
      readonly conditions?: readonly Condition[];
    }
  > {
    const object = await this.admin().get({ type: EXTERNAL_ARTIFACTS, ...SOURCE });
    return (object?.['status'] ?? {}) as Awaited<ReturnType<FluxScene['status']>>;
  }
}

export interface Artifact {
  readonly revision: string;
  readonly digest: string;
  readonly url: string;
  readonly size: number;
  readonly lastUpdateTime: string;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Creates objects in their order. */
export async function apply(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const [group, version] = object.apiVersion.includes('/')
      ? object.apiVersion.split('/')
      : ['', object.apiVersion];
    const resource = `${object.kind.toLowerCase()}s`;
    await cluster.create(
      {
        group: group ?? '',
        version: version ?? '',
        resource,
        kind: object.kind,
        namespaced: object.metadata.namespace !== undefined,
      },
      object,
    );
  }
}
