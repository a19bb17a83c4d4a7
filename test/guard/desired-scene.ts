import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { VerifiedDesired } from '../../src/flows/guard/desired/desired.ts';
import type { GuardRoot } from '../../src/flows/guard/desired/root.ts';
import type { DesiredState } from '../../src/flows/guard/desired/state.ts';
import type { RepositoryObserver } from '../../src/flows/observe/observer.ts';
import { objectKey } from '../../src/ledger/facets.ts';
import type { ObjectRef } from '../../src/model/ledger.ts';
import { NAME, REF, Scene } from '../thread/scene.ts';

export const SOURCE = { namespace: 'flux-system', name: 'shop' } as const;
export const ROOT: GuardRoot = {
  repository: NAME,
  namespace: 'flux-system',
  name: 'root',
  file: 'clusters/production/sync.yaml',
};

export function kustomization(name: string, path: string, rest = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef: {kind: ExternalArtifact, name: ${SOURCE.name}}
${rest}`;
}

export const binding = (
  name: string,
  user: string,
  namespace = 'shop',
): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ${name}, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io}]
`;

export const agent = (name: string): ObjectRef => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name,
});

export const bindingKey = (name: string, namespace = 'shop'): string =>
  objectKey({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace, name });

/** A cluster of which the repository holds the agents' own objects: `root` applies the folder of the cluster, in which `shop` is. */
export const FILES: Readonly<Record<string, string>> = {
  'clusters/production/sync.yaml': kustomization('root', './clusters/production'),
  'clusters/production/shop.yaml': kustomization('shop', './tenants/shop'),
  'tenants/shop/kustomization.yaml': 'resources: [view.yaml]\n',
  'tenants/shop/view.yaml': binding('view', 'ann'),
};

export class DesiredScene {
  readonly scene: Scene = new Scene();
  readonly observer: RepositoryObserver;
  #number = 0;

  constructor() {
    this.observer = this.scene.observer();
  }

  remove(): void {
    this.scene.remove();
  }

  /** A change that was agreed to lands; or one that was not. */
  land(files: Readonly<Record<string, string>>, agreed = true): string {
    const { scene } = this;
    const number = (this.#number += 1);
    const head = scene.shop.offer(number, scene.tip(), files);
    if (agreed) scene.approve('ben', head);
    return scene.shop.merge(number, head);
  }

  source(roots: readonly GuardRoot[] = [ROOT]): VerifiedDesired {
    const { scene, observer } = this;
    return new VerifiedDesired(
      {
        cluster: 'production',
        policy: NAME,
        roots,
        sources: [{ ...SOURCE, repository: NAME, path: scene.shop.folder, ref: REF }],
      },
      {
        git: new GitCliOpener(),
        ledger: scene.ledger,
        clock: scene.clock,
        pause: systemPause,
        observers: new Map([[NAME, observer]]),
      },
    );
  }

  /** What is desired now; fails where nothing is. */
  async now(source: VerifiedDesired = this.source()): Promise<DesiredState> {
    const state = await source.current();
    if (state === undefined) throw new Error('Nothing is verified.');
    return state;
  }

  async handOver(commit: string): Promise<void> {
    await this.scene.ledger.append({
      type: 'source.published',
      repository: NAME,
      ref: REF,
      commit,
      tree: this.scene.shop.git('rev-parse', `${commit}^{tree}`),
      artifact: 'a'.repeat(64),
      bytes: 1,
      cluster: 'production',
      source: { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'ExternalArtifact', ...SOURCE },
    });
  }

  async applied(name: string, commit: string): Promise<void> {
    const tree = this.scene.shop.git('rev-parse', `${commit}^{tree}`);
    await this.scene.ledger.append({
      type: 'agent.applied',
      cluster: 'production',
      agent: agent(name),
      repository: NAME,
      commit,
      tree,
    });
  }
}

/** `Kind namespace/name <- agent` of everything desired, sorted. */
export function summary({ objects }: Pick<DesiredState, 'objects'>): readonly string[] {
  return [...objects.values()]
    .map(({ ref, agent: by }) => `${ref.kind} ${ref.namespace ?? ''}/${ref.name} <- ${by?.name ?? 'nobody'}`)
    .sort();
}
