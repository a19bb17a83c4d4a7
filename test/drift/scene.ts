import { GitForge } from '../../src/adapters/forge-git/forge.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { objectsOf, seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import type { AgainstPorts, AgainstRequest } from '../../src/flows/drift/against.ts';
import { drift } from '../../src/flows/drift/drift.ts';
import { type Evidence, NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import { headDescriber } from '../../src/flows/verify/describe-head.ts';
import { nativeName } from '../../src/flows/verify/native.ts';
import { ringOf } from '../../src/flows/verify/signatures.ts';
import type { DriftDocument } from '../../src/model/drift-document.ts';
import { readPolicyFile } from '../../src/policy/read.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { policyText, Scene } from '../thread/scene.ts';

/** What the repository holds for its one cluster. */
export const MANIFESTS = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [''], resources: [pods], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]
`;

export const ADMIN = (name: string, user: string): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io}]
`;

/** A repository whose landings are verified, and a cluster that has what it says. */
export class DriftScene {
  readonly scene: Scene = new Scene();
  readonly #cluster = inProcessCluster({
    clock: { now: () => Date.parse('2026-02-01T09:00:00Z') },
    random: { bytes: (count) => new Uint8Array(count).fill(7) },
  });
  #number = 0;

  static async make(): Promise<DriftScene> {
    const made = new DriftScene();
    made.scene.shop.git('rm', '-q', '-r', 'apps');
    made.land({ 'rbac.yaml': MANIFESTS });
    await made.apply(MANIFESTS);
    return made;
  }

  remove(): void {
    this.scene.remove();
  }

  as(user: string, ...groups: readonly string[]): Cluster {
    return this.#cluster.as({ user, groups: [...groups] });
  }

  get admin(): Cluster {
    return this.as('admin', 'system:masters');
  }

  apply(manifests: string): Promise<void> {
    return seed(this.admin, objectsOf(manifests, 'manifests'));
  }

  /** A change that was agreed to lands; or one that was not. */
  land(files: Readonly<Record<string, string>>, agreed = true): string {
    const { scene } = this;
    const number = (this.#number += 1);
    const head = scene.shop.offer(number, scene.tip(), files);
    if (agreed) scene.approve('ben', head);
    return scene.shop.merge(number, head);
  }

  evidence(): Evidence {
    const { rosters, requirements } = readPolicyFile(new TextEncoder().encode(policyText(1)), { path: 'p' });
    const [roster] = rosters;
    return { ...NO_EVIDENCE, requirements, ...(roster === undefined ? {} : { roster }) };
  }

  request(evidence: Evidence = this.evidence()): AgainstRequest {
    return {
      path: this.scene.shop.folder,
      since: this.scene.base,
      defaults: defaultPolicy('1.35') ?? { roles: [], bindings: [] },
      evidence,
      now: '2026-02-01T09:00:00Z',
    };
  }

  ports(): AgainstPorts {
    return {
      git: new GitCliOpener(),
      native: (repository, { ref, evidence, now }) =>
        new GitForge(repository, {
          name: nativeName(repository),
          ref,
          describe: headDescriber(ringOf(evidence)),
          now: () => now,
        }),
    };
  }

  drift(over: { readonly evidence?: Evidence; readonly cluster?: Cluster } = {}): Promise<DriftDocument> {
    return drift(this.request(over.evidence), { ...this.ports(), cluster: over.cluster ?? this.admin });
  }
}
