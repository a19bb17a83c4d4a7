import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { OidcIssuerKeys } from '../../src/adapters/issuer-oidc/keys.ts';
import { SqliteOnceStore } from '../../src/adapters/once-sqlite/store.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { inProcessCluster } from '../../src/entrypoints/demo/cluster/in-process.ts';
import { type JobIssuer, startJobIssuer } from '../../src/entrypoints/demo/serving/job-issuer.ts';
import { AcceptedLandings, AcceptedPolicy } from '../../src/flows/exchange/accepted.ts';
import { RefusalBound } from '../../src/flows/exchange/bound.ts';
import type { Broker, RefusalEvent } from '../../src/flows/exchange/broker.ts';
import { exchange } from '../../src/flows/exchange/exchange.ts';
import { GRANT_TYPE } from '../../src/flows/exchange/request.ts';
import { RepositoryObserver } from '../../src/flows/observe/observer.ts';
import type { Cluster, ClusterIdentity, KubernetesObject } from '../../src/ports/cluster.ts';
import { readProjectFile } from '../support/project.ts';
import { NAME, REF, Scene } from '../thread/scene.ts';

export const AUDIENCE = 'https://mainward.example';
export const ADMIN: ClusterIdentity = { user: 'admin', groups: ['system:masters'] };
const BROKER: ClusterIdentity = {
  user: 'system:serviceaccount:mainward:mainward-broker',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:mainward'],
};

export function trustText(issuer: string, change: Readonly<Record<string, string>> = {}): string {
  const { name = 'deploy', repository = 'acme/shop' } = change;
  return `apiVersion: mainward.dev/v1alpha1
kind: TrustPolicy
metadata: {name: ${name}}
spec:
  issuer: ${issuer}
  audience: ${AUDIENCE}
  claims: {repository: ${repository}, event_name: push}
  grants:
    - {stage: deploy, environment: production, repository: ${NAME}, cluster: prod, serviceAccount: pipelines/deploy-production}
    - {stage: validate, environment: production, repository: ${NAME}, cluster: prod, serviceAccount: pipelines/validate-production}
`;
}

/** The accounts that are shipped, and what deploying takes here. */
function objectsOf(): readonly KubernetesObject[] {
  const rbac = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: 'deploy', namespace: 'pipelines' },
  };
  return [
    ...['mainward', 'pipelines'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...['validate-production', 'deploy-production'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: 'pipelines' },
    })),
    ...parseAllDocuments(readProjectFile('deploy/broker/accounts.yaml')).map(
      (document) => document.toJS() as KubernetesObject,
    ),
    {
      ...rbac,
      kind: 'Role',
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list'] }],
    },
    {
      ...rbac,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deploy' },
      subjects: [{ kind: 'ServiceAccount', name: 'deploy-production', namespace: 'pipelines' }],
    },
  ];
}

/** A cluster as whoever asks is met by it. */
export interface StageCluster {
  as(identity: ClusterIdentity): Cluster | Promise<Cluster>;
  withToken(token: string): Cluster | Promise<Cluster>;
}

export interface StageParts {
  readonly ledger?: Broker['ledger'];
  readonly cluster?: StageCluster;
}

function inMemory(): StageCluster {
  return inProcessCluster({ clock: systemClock, random: { bytes: (count) => randomBytes(count) } });
}

/** A repository with policy, its observer, an issuer of jobs, and a broker over real parts. */
export class Stage {
  readonly scene: Scene;
  readonly issuer: JobIssuer;
  readonly cluster: StageCluster;
  readonly refusals: RefusalEvent[] = [];
  readonly #ledger: Broker['ledger'];
  readonly #asBroker: Cluster;
  readonly #once: SqliteOnceStore;
  #number = 100;
  observer: RepositoryObserver;
  broker: Broker;

  private constructor(
    scene: Scene,
    issuer: JobIssuer,
    { ledger, cluster, asBroker }: Required<StageParts> & { readonly asBroker: Cluster },
  ) {
    this.scene = scene;
    this.issuer = issuer;
    this.cluster = cluster;
    this.#ledger = ledger;
    this.#asBroker = asBroker;
    this.#once = new SqliteOnceStore(join(scene.shop.root, 'once.sqlite'), systemClock);
    this.observer = this.#watch();
    this.broker = this.#compose();
  }

  /** With a TrustPolicy that landed as it should; what is not given is in memory. */
  static async begin({ ledger, cluster = inMemory() }: StageParts = {}): Promise<Stage> {
    const issuer = await startJobIssuer();
    const scene = new Scene();
    scene.clock.at = Date.now();
    scene.check = undefined;
    const admin = await cluster.as(ADMIN);
    for (const object of objectsOf()) await admin.create(typeOf(object), object);
    const asBroker = await cluster.as(BROKER);
    const stage = new Stage(scene, issuer, { ledger: ledger ?? scene.ledger, cluster, asBroker });
    stage.land({ '.mainward/trust.yaml': trustText(issuer.issuer) });
    return stage;
  }

  /** Everything that a process holds in memory is gone. */
  restart(): void {
    this.observer = this.#watch();
    this.broker = this.#compose();
  }

  async end(): Promise<void> {
    this.#once.close();
    this.scene.remove();
    await this.issuer.stop();
  }

  /** Offers a change, has it approved by `approvers`, merges it; answers with what landed. */
  land(files: Readonly<Record<string, string>>, approvers: readonly string[] = ['ben']): string {
    const { shop } = this.scene;
    const head = shop.offer(++this.#number, this.scene.tip(), files);
    for (const who of approvers) this.scene.approve(who, head);
    return shop.merge(this.#number, head);
  }

  /** The token of the repository's job at a commit. */
  token(sha: string, change: Readonly<Record<string, string>> = {}): Promise<string> {
    const claims = {
      repository: 'acme/shop',
      ref: REF,
      event_name: 'push',
      sub: `repo:acme/shop:ref:${REF}`,
    };
    return this.issuer.token(AUDIENCE, { ...claims, sha, ...change });
  }

  /** `ok`, or the code of the refusal. */
  async trade(token: string, scope = 'deploy/production'): Promise<string> {
    const outcome = await this.give(token, scope);
    return outcome.ok ? 'ok' : outcome.error;
  }

  give(token: string, scope = 'deploy/production'): ReturnType<typeof exchange> {
    return exchange(
      {
        grant_type: GRANT_TYPE,
        subject_token: token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        scope,
      },
      this.broker,
    );
  }

  #watch(): RepositoryObserver {
    const { base, shop } = this.scene;
    return new RepositoryObserver(
      { name: NAME, path: shop.folder, ref: REF, policy: '.mainward', since: base },
      { ...this.scene.ports(), ledger: this.#ledger },
    );
  }

  #compose(): Broker {
    const { issuer } = this.issuer;
    return {
      issuers: new Map([[issuer, { issuer, audience: AUDIENCE, algorithms: ['ES256'], maxAge: 600_000 }]]),
      keys: new OidcIssuerKeys(new Map([[issuer, 'loopback']]), systemClock),
      policies: new AcceptedPolicy(this.observer),
      landings: new AcceptedLandings(new Map([[NAME, this.observer]])),
      clusters: new Map([['prod', this.#asBroker]]),
      once: this.#once,
      ledger: this.#ledger,
      clock: systemClock,
      random: { bytes: (count) => randomBytes(count) },
      bound: new RefusalBound(systemClock),
      refused: (event) => this.refusals.push(event),
    };
  }
}

function typeOf({ kind, apiVersion }: KubernetesObject) {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return {
    group,
    version: 'v1',
    kind,
    resource: `${kind.toLowerCase()}s`,
    namespaced: kind !== 'Namespace',
  };
}
