import { decodePayload } from '../../chain/ledger/payload.ts';
import { liveObject } from '../../formats/kubernetes/live.ts';
import { objectKey } from '../../ledger/facets.ts';
import { MainwardError } from '../../model/errors.ts';
import type { AppliedEntry, LandedEntry, LiveEntry, ObjectRef, Recorded } from '../../model/ledger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterReader, ClusterWatcher, KubernetesObject, ObjectKey } from '../../ports/cluster.ts';
import {
  apiVersionOf,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  KUSTOMIZATIONS,
  ROLE_BINDINGS,
  ROLES,
} from '../../ports/cluster-kinds.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { rbacMeaning } from '../../stages/5-cluster/meaning.ts';
import { type AgentStatus, readAgentStatus, sourceName } from './agent-status.ts';
import { lastChange } from './last-change.ts';
import { digestOfText, encodePayload, salt } from './payload.ts';
import { Rendering } from './rendering.ts';

/** A cluster whose agents follow repositories through ExternalArtifacts. */
export interface WatchedCluster {
  readonly cluster: string;
  readonly sources: readonly {
    /** The ExternalArtifact. */
    readonly namespace: string;
    readonly name: string;
    readonly repository: string;
    /** A path under which the repository is opened. */
    readonly path: string;
    /** Full name of its protected ref. */
    readonly ref: string;
  }[];
}

export interface ClusterObserverPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  /** Acts as an account that can only read. */
  readonly cluster: ClusterReader & ClusterWatcher;
  readonly clock: Clock;
  readonly random: Random;
}

type Source = WatchedCluster['sources'][number];

/** Turns what agents say that they applied, and what is live of it, into entries: each thing once. */
export class ClusterObserver {
  readonly place: WatchedCluster;
  readonly #ports: ClusterObserverPorts;
  /** The version of each agent whose live objects were looked at. */
  readonly #looked: Map<string, string | undefined> = new Map();
  /** Since when nobody watched; `start` = since whatever was recorded last. */
  #unwatched: string | undefined = 'start';

  constructor(place: WatchedCluster, ports: ClusterObserverPorts) {
    this.place = place;
    this.#ports = ports;
  }

  /**
   * Follows until the signal aborts. Rejects where something cannot be recorded or read; following again lists everything
   * anew, so nothing is lost by it.
   */
  async follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.#ports.cluster.watch(KUSTOMIZATIONS, {}, signal)) {
        if (event.kind === 'interrupted') this.#unwatched ??= this.#now();
        else if (event.kind === 'listed') await this.see(event.list.items);
        else {
          // It went on where it was broken off, so nothing was missed.
          this.#unwatched = undefined;
          if (event.kind !== 'deleted') await this.see([event.object]);
        }
      }
    } finally {
      this.#unwatched ??= this.#now();
    }
  }

  /** What agents say now, as far as it is handed in. */
  async see(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const status = readAgentStatus(object);
      if (status === undefined) continue;
      const source = this.place.sources.find(
        ({ namespace, name }) => sourceName('ExternalArtifact', namespace, name) === status.follows,
      );
      if (source === undefined) await this.#sayStrayed(status);
      else if (status.commit !== undefined)
        await this.#sayApplied(object, { ...status, commit: status.commit }, source);
    }
    this.#unwatched = undefined;
  }

  /** Something was applied while nobody looked, so more may have been. */
  async #sayUnwatched(last: Recorded<AppliedEntry> | undefined): Promise<void> {
    if (this.#unwatched === undefined || last === undefined) return;
    const { cluster } = this.place;
    const from = this.#unwatched === 'start' ? last.entry.at : this.#unwatched;
    await this.#ports.ledger.append({ type: 'gap', what: `the agents of cluster ${cluster}`, cluster, from });
    this.#unwatched = undefined;
  }

  /** An agent that followed the verified source and follows something else now. */
  async #sayStrayed({ agent, follows }: AgentStatus): Promise<void> {
    const { cluster } = this.place;
    const last = await this.#lastApplied(agent);
    if (last === undefined) return;
    const what = `what ${agent.kind} ${agent.namespace ?? ''}/${agent.name} applies: it follows ${follows}, which is not verified, and that`;
    const gaps = await this.#ports.ledger.find({ types: ['gap'], limit: 1_000 });
    const said = gaps.some(
      ({ index, entry }) =>
        index > last.index && entry.type === 'gap' && entry.cluster === cluster && entry.what === what,
    );
    if (!said) await this.#ports.ledger.append({ type: 'gap', what, cluster, from: this.#now() });
  }

  async #sayApplied(
    object: KubernetesObject,
    status: AgentStatus & { readonly commit: string },
    source: Source,
  ): Promise<void> {
    const { agent, commit } = status;
    const last = await this.#lastApplied(agent);
    const isSaid = last?.entry.commit === commit && last.entry.repository === source.repository;
    const key = objectKey(agent);
    const version = object.metadata.resourceVersion;
    if (isSaid && version !== undefined && this.#looked.get(key) === version) return;
    const git = await this.#ports.git.open(source.path);
    if (git === undefined) throw gone(source.repository);
    try {
      if (!isSaid) {
        await this.#sayUnwatched(last);
        await this.#ports.ledger.append({
          type: 'agent.applied',
          cluster: this.place.cluster,
          agent,
          repository: source.repository,
          commit,
          tree: await treeOf(git, commit),
        });
      }
      await this.#sayLive(object, status, source, git);
      this.#looked.set(key, version);
    } finally {
      await git.close();
    }
  }

  async #lastApplied(agent: ObjectRef): Promise<Recorded<AppliedEntry> | undefined> {
    const found = await this.#ports.ledger.find({ types: ['agent.applied'], object: agent });
    return found.find(
      (one): one is Recorded<AppliedEntry> =>
        one.entry.type === 'agent.applied' && one.entry.cluster === this.place.cluster,
    );
  }

  /** Objects that the commit renders, are live, and mean the same. */
  async #sayLive(
    object: KubernetesObject,
    { commit, inventory }: AgentStatus & { readonly commit: string },
    { repository, ref }: Source,
    git: GitRepository,
  ): Promise<void> {
    const wanted = inventory.filter((one) => keyFor(one) !== undefined);
    if (wanted.length === 0) return;
    const rendering = new Rendering(git, object);
    let landed: readonly Recorded<LandedEntry>[] | undefined;
    for (const one of wanted) {
      const key = keyFor(one);
      const live = key === undefined ? undefined : await this.#ports.cluster.get(key);
      const read = live === undefined ? undefined : liveObject(live, 'live');
      const meaning = read === undefined ? undefined : rbacMeaning(read);
      const uid = live?.metadata.uid;
      if (meaning === undefined || uid === undefined) continue;
      if (await this.#isLiveSaid(one, uid, meaning)) continue;
      // Agents say something every few seconds: a repository is rendered only for what is not said yet.
      const meanings = await rendering.at(commit);
      if (meanings === undefined) return;
      if (meanings.get(objectKey(one)) !== meaning) continue;
      landed ??= await this.#landed(repository, ref);
      const changed = await lastChange(commit, objectKey(one), meaning, landed, rendering);
      await this.#appendLive({ object: one, uid, repository, commit: changed }, meaning);
    }
  }

  async #appendLive(
    live: Pick<LiveEntry, 'object' | 'uid' | 'repository' | 'commit'>,
    meaning: string,
  ): Promise<void> {
    const { ledger, random } = this.#ports;
    const content = JSON.stringify({ meaning, salt: salt(random) });
    await ledger.append(
      { type: 'object.live', cluster: this.place.cluster, ...live, content: digestOfText(content) },
      encodePayload({ schema: 'mainward.dev/live/v1', content }, random),
    );
  }

  async #isLiveSaid(object: ObjectRef, uid: string, meaning: string): Promise<boolean> {
    const { ledger } = this.#ports;
    const found = await ledger.find({ types: ['object.live'], object });
    const last = found.find(
      ({ entry }) => entry.type === 'object.live' && entry.cluster === this.place.cluster,
    );
    if (last?.entry.type !== 'object.live' || last.entry.uid !== uid || last.entry.payload === undefined)
      return false;
    const payload = decodePayload(await ledger.payload(last.entry.payload), 'mainward.dev/live/v1');
    return payload !== undefined && meaningIn(payload.content) === meaning;
  }

  async #landed(repository: string, ref: string): Promise<readonly Recorded<LandedEntry>[]> {
    const found = await this.#ports.ledger.find({ types: ['change.landed'], repository });
    return found
      .filter(
        (one): one is Recorded<LandedEntry> => one.entry.type === 'change.landed' && one.entry.ref === ref,
      )
      .toReversed();
  }

  #now(): string {
    return new Date(this.#ports.clock.now()).toISOString();
  }
}

function meaningIn(content: string): unknown {
  const value: unknown = JSON.parse(content);
  return value instanceof Object && 'meaning' in value ? value.meaning : undefined;
}

const READABLE = [ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS];

/** Where an object of a kind that says who may do what is read. */
function keyFor({ apiVersion, kind, namespace, name }: ObjectRef): ObjectKey | undefined {
  const type = READABLE.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (type === undefined) return undefined;
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Zeros where the repository does not have it: then it never landed. */
async function treeOf(git: GitRepository, commit: string): Promise<string> {
  const bytes = (await git.blobs([commit], { bytesEach: 1 << 20 })).get(commit);
  const read = bytes instanceof Uint8Array ? readCommit(commit, bytes) : undefined;
  return read?.ok === true ? read.value.tree : '0'.repeat(commit.length);
}

function gone(repository: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${repository} is not there, so what is live of it cannot be told.`,
    {
      fields: { repository },
      remedy: 'Name the repository in the configuration of the server.',
    },
  );
}
