import { randomBytes } from 'node:crypto';
import { InProcessCluster } from '../../src/adapters/cluster-inprocess/cluster.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { systemPause } from '../../src/adapters/system/pause.ts';
import { CONTROLS } from '../../src/controls/registry.generated.ts';
import { authorityOf } from '../../src/entrypoints/demo/cluster/authority.ts';
import { defaultObjects } from '../../src/entrypoints/demo/cluster/defaults.ts';
import { seed } from '../../src/entrypoints/demo/cluster/seed.ts';
import { ClusterAdmission } from '../../src/flows/admit/judge.ts';
import { AdmissionRecorder } from '../../src/flows/admit/record.ts';
import { Violations } from '../../src/flows/admit/violations.ts';
import { VerifiedDesired } from '../../src/flows/guard/desired/desired.ts';
import type { DesiredSource } from '../../src/flows/guard/desired/state.ts';
import { MemoryWitness } from '../../src/flows/guard/who/witness-memory.ts';
import { liveObject } from '../../src/formats/kubernetes/live.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES } from '../../src/ports/cluster-kinds.ts';
import { FakeLedger } from '../../src/ports/ledger.fake.ts';
import { LiveRbac } from '../../src/stages/5-cluster/drift/live-rbac.ts';
import { NAME, REF } from '../thread/scene.ts';
import { DesiredScene } from './desired-scene.ts';
import { AGENT_SPEC, FOLDER, filesOf, GROUND } from './ground.ts';
import { InProcessHands } from './in-process-hands.ts';
import { CLUSTER, type GuardWish, policyFiles } from './policy.ts';

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

/** What Git holds of the ground, in a real repository, and what that says that the cluster should be. */
export class GroundInGit {
  readonly scene: DesiredScene = new DesiredScene();
  readonly desired: DesiredSource;

  constructor(wish: GuardWish) {
    const { scene, observer } = this.scene;
    this.scene.land({ ...policyFiles(wish), ...filesOf() });
    this.desired = new VerifiedDesired(
      {
        cluster: CLUSTER,
        policy: NAME,
        roots: [
          { repository: NAME, namespace: 'flux-system', name: 'production', file: `${FOLDER}/agent.yaml` },
        ],
        sources: [
          {
            namespace: 'flux-system',
            name: AGENT_SPEC.sourceRef.name,
            repository: NAME,
            path: scene.shop.folder,
            ref: REF,
          },
        ],
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

  remove(): void {
    this.scene.remove();
  }
}

/** A cluster in this process that is as Git says, with admission before every write. */
export class GroundWorld {
  readonly clock: Clock;
  readonly ledger: FakeLedger;
  readonly witness: MemoryWitness;
  readonly cluster: InProcessCluster;
  readonly admin: Cluster;
  readonly hands: InProcessHands;
  readonly desired: DesiredSource;
  readonly recorder: AdmissionRecorder;
  #live: LiveRbac | undefined;
  #guarded = false;

  private constructor(git: GroundInGit) {
    this.clock = { now: () => git.scene.scene.clock.now() };
    this.ledger = new FakeLedger(this.clock);
    this.witness = new MemoryWitness(this.clock);
    this.desired = git.desired;
    this.recorder = new AdmissionRecorder({
      cluster: CLUSTER,
      ledger: this.ledger,
      clock: this.clock,
      random,
      pause: { pause: () => Promise.resolve() },
      failed: (error) => {
        throw error;
      },
    });
    const admission = new ClusterAdmission({
      cluster: CLUSTER,
      desired: this.desired,
      live: () => this.#live,
      violations: new Violations(CONTROLS),
      witness: this.witness,
      recorder: this.recorder,
      clock: this.clock,
      pause: { pause: () => new Promise(() => undefined) },
      publishers: new Set(['system:serviceaccount:mainward:mainward-publisher']),
      agents: new Set(),
    });
    this.cluster = new InProcessCluster(
      {
        clock: this.clock,
        random,
        authorityOf,
        admission: {
          judge: async (request) => {
            if (!this.#guarded) return { allowed: true, warnings: [] };
            this.#live = await this.#listed();
            return admission.judge(request);
          },
        },
      },
      defaultObjects('1.35'),
    );
    this.admin = this.cluster.as({ user: 'root', groups: ['system:masters'] });
    this.hands = new InProcessHands(this.cluster);
  }

  static async make(git: GroundInGit): Promise<GroundWorld> {
    const world = new GroundWorld(git);
    await seed(world.admin, Object.values(GROUND).flat());
    world.#guarded = true;
    return world;
  }

  async #listed(): Promise<LiveRbac> {
    const live = new LiveRbac();
    for (const type of [CLUSTER_ROLES, ROLES, CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS])
      for (const object of (await this.admin.list(type)).items) {
        const tree = liveObject(object, 'live');
        if (tree !== undefined) live.put(tree);
      }
    return live;
  }
}
