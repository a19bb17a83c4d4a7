import { MainwardError } from '../../model/errors.ts';
import type { ObjectRef, PublishedEntry, Recorded } from '../../model/ledger.ts';
import type { ArtifactWriter, KeptArtifact } from '../../ports/artifacts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ClusterReader, ClusterWriter, KubernetesObject, ObjectKey } from '../../ports/cluster.ts';
import { apiVersionOf, EXTERNAL_ARTIFACTS } from '../../ports/cluster-kinds.ts';
import type { GitOpener } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Standing } from '../observe/line.ts';
import { archiveOf, planOf } from './archive.ts';
import { type Chosen, stayForward } from './forward.ts';
import { type HoldNotice, newSource, revisionOf, type SourceArtifact, statusPatch } from './status.ts';

/** Where a repository is handed to an agent. */
export interface SourcePlace {
  readonly repository: string;
  /** A path under which the repository is opened. */
  readonly path: string;
  /** Full name of its protected ref. */
  readonly ref: string;
  readonly cluster: string;
  /** The ExternalArtifact. */
  readonly namespace: string;
  readonly name: string;
}

export interface PublisherPorts {
  readonly git: GitOpener;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly artifacts: ArtifactWriter;
  /** Acts as an account that can do nothing else than this. */
  readonly cluster: ClusterReader & ClusterWriter;
  readonly clock: Clock;
  /** Where an agent of the cluster finds what was kept. */
  readonly urlOf: (artifact: KeptArtifact) => string;
}

/** What a cluster's agent is handed now, and what it is not. */
export interface Publication {
  readonly commit?: string;
  readonly held?: HoldNotice;
  /** Paths of links, which are not in the archive. */
  readonly links: readonly string[];
}

interface Archived {
  readonly commit: string;
  readonly tree: string;
  readonly artifact: KeptArtifact;
  readonly links: readonly string[];
}

/** Hands one cluster's agent what may be handed over, and nothing else. */
export class SourcePublisher {
  readonly place: SourcePlace;
  readonly #ports: PublisherPorts;
  #archived: Archived | undefined;
  /** Too large, so it is not measured at every look. */
  #refused: { readonly commit: string; readonly error: MainwardError } | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(place: SourcePlace, ports: PublisherPorts) {
    this.place = place;
    this.#ports = ports;
  }

  /**
   * Brings the agent to where the ref stands. One after the other; whatever ends it in the middle, asking again goes on
   * from what is durable. Rejects with the code of what could not be reached.
   */
  publish(standing: Standing): Promise<Publication> {
    const next = this.#running.then(() => this.#publish(standing));
    this.#running = next.catch(() => undefined);
    return next;
  }

  /** The sequence. `standing` says how far every landing was verified, by the policy that was accepted before it. */
  async #publish(standing: Standing): Promise<Publication> {
    const last = await this.#lastPublished();
    const chosen = stayForward(last?.entry.commit, standing);
    const { archived, held } = await this.#archive(chosen, last?.entry.commit);
    if (archived !== undefined) await this.#record(archived, last);
    const object = await this.#source();
    await this.#handOver(object, archived, held);
    if (archived !== undefined) await this.#ports.artifacts.retain([archived.artifact.digest]);
    return {
      ...(archived === undefined ? {} : { commit: archived.commit }),
      ...(held === undefined ? {} : { held }),
      links: archived?.links ?? [],
    };
  }

  async #lastPublished(): Promise<Recorded<PublishedEntry> | undefined> {
    const { repository, ref, cluster } = this.place;
    const found = await this.#ports.ledger.find({
      types: ['source.published'],
      repository,
      object: this.#object(),
    });
    return found.find(
      (one): one is Recorded<PublishedEntry> =>
        one.entry.type === 'source.published' && one.entry.cluster === cluster && one.entry.ref === ref,
    );
  }

  /** What cannot be packed holds the line up, too: the last one stays. */
  async #archive(
    { commit, held }: Chosen,
    last: string | undefined,
  ): Promise<{ readonly archived?: Archived; readonly held?: HoldNotice }> {
    const notice = held === undefined ? {} : { held };
    if (commit === undefined) return notice;
    try {
      return { archived: await this.#archivedAs(commit), ...notice };
    } catch (error) {
      if (!(error instanceof MainwardError) || !NO_ARCHIVE.has(error.code) || commit === last) throw error;
      const refused = { reason: 'ArchiveRefused', message: error.message };
      if (last === undefined) return { held: refused };
      return { archived: await this.#archivedAs(last), held: refused };
    }
  }

  async #archivedAs(commit: string): Promise<Archived> {
    if (this.#archived?.commit === commit) return this.#archived;
    if (this.#refused?.commit === commit) throw this.#refused.error;
    const { git, artifacts } = this.#ports;
    const tree = await this.#landedTree(commit);
    const repository = await git.open(this.place.path);
    if (repository === undefined) throw gone(this.place.repository);
    try {
      const plan = await planOf(repository, commit);
      const artifact = await artifacts.keep(archiveOf(repository, plan));
      this.#archived = { commit, tree, artifact, links: plan.links };
      return this.#archived;
    } catch (error) {
      if (error instanceof MainwardError && error.code === 'BUDGET_EXCEEDED')
        this.#refused = { commit, error };
      throw error;
    } finally {
      await repository.close();
    }
  }

  /** Nothing is handed over of which the ledger does not say that it landed and passed. */
  async #landedTree(commit: string): Promise<string> {
    const { repository, ref } = this.place;
    const found = await this.#ports.ledger.find({ types: ['change.landed'], repository, commit });
    for (const { entry } of found)
      if (entry.type === 'change.landed' && entry.commit === commit && entry.ref === ref)
        if (entry.verdict === 'pass') return entry.tree;
    throw new MainwardError('DEFECT', `${commit} is to be handed over, and no entry says that it passed.`, {
      fields: { commit },
    });
  }

  async #record(
    { commit, tree, artifact }: Archived,
    last: Recorded<PublishedEntry> | undefined,
  ): Promise<void> {
    if (last?.entry.commit === commit && last.entry.artifact === artifact.digest) return;
    const { repository, ref, cluster } = this.place;
    await this.#ports.ledger.append({
      type: 'source.published',
      repository,
      ref,
      commit,
      tree,
      artifact: artifact.digest,
      bytes: artifact.bytes,
      cluster,
      source: this.#object(),
    });
  }

  async #source(): Promise<KubernetesObject> {
    const { cluster } = this.#ports;
    const there = await cluster.get(this.#key());
    if (there !== undefined) return there;
    try {
      return await cluster.create(EXTERNAL_ARTIFACTS, newSource(this.place.namespace, this.place.name));
    } catch (error) {
      const made = isConflict(error) ? await cluster.get(this.#key()) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  async #handOver(
    object: KubernetesObject,
    archived: Archived | undefined,
    held: HoldNotice | undefined,
  ): Promise<void> {
    const { cluster, clock } = this.#ports;
    const artifact = archived === undefined ? undefined : this.#artifactOf(archived);
    // The API server keeps seconds.
    const now = `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
    const body = statusPatch(object, artifact, held, now);
    if (body !== undefined)
      await cluster.patch(this.#key(), { kind: 'merge', body }, { subresource: 'status' });
  }

  #artifactOf({ commit, artifact }: Archived): SourceArtifact {
    return {
      path: `${this.place.repository}/${commit}.tar.gz`,
      url: this.#ports.urlOf(artifact),
      revision: revisionOf(this.place.ref, commit),
      digest: `sha256:${artifact.digest}`,
      size: artifact.bytes,
    };
  }

  #key(): ObjectKey {
    return { type: EXTERNAL_ARTIFACTS, namespace: this.place.namespace, name: this.place.name };
  }

  #object(): ObjectRef {
    const { namespace, name } = this.place;
    return { apiVersion: apiVersionOf(EXTERNAL_ARTIFACTS), kind: EXTERNAL_ARTIFACTS.kind, namespace, name };
  }
}

const NO_ARCHIVE: ReadonlySet<string> = new Set(['BUDGET_EXCEEDED', 'REPOSITORY_UNREADABLE']);

function isConflict(error: unknown): boolean {
  return error instanceof MainwardError && error.code === 'CLUSTER_CONFLICT';
}

function gone(repository: string): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    `${repository} is not there, so nothing can be handed over.`,
    {
      fields: { repository },
      remedy: 'Name the repository in the configuration of the server.',
    },
  );
}
