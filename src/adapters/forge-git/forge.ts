import type { ForgeEvidence, PushEvent } from '../../model/evidence.ts';
import { isNoObject } from '../../model/receive.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import type { Forge, ForgeView, FoundStatement, StatementFinder } from '../../ports/forge.ts';
import type { GitRepository, RawCommit } from '../../ports/git.ts';
import type { PushHistory, PushLogReader } from '../../ports/push-log.ts';
import { movesOf } from './moves.ts';
import { type HeadDescription, type Landed, pullsOf } from './pulls.ts';
import { readStatements } from './statements.ts';

export interface GitForgeOptions {
  /** Name of the repository, as statements and evidence have it. */
  readonly name: string;
  /** Full name of the protected ref, which every pull request wants to change. */
  readonly ref: string;
  /** Who made a head, by its signature; `undefined` where it is no commit. */
  readonly describe: (head: RawCommit) => HeadDescription | undefined;
  /** RFC 3339 UTC. */
  readonly now: () => string;
  /** Who pushed what; absent in a clone, where nobody kept it. */
  readonly log?: PushLogReader;
}

/** A part of the protected ref's history. */
export interface Reach {
  readonly tip: string;
  readonly not: readonly string[];
}

/** Open pull requests may hold so many commits that the ref does not. */
const MOST_COMMITS = 200_000;

/** An opened repository as the forge that it is when nothing stands beside it: pull requests are refs, approvals signed statements. */
export class GitForge implements Forge, StatementFinder {
  readonly name: string;
  readonly #repository: GitRepository;
  readonly #options: GitForgeOptions;
  #history: Promise<PushHistory | undefined> | undefined;

  constructor(repository: GitRepository, options: GitForgeOptions) {
    this.name = options.name;
    this.#repository = repository;
    this.#options = options;
  }

  /** With `reach`, only the pull requests that landed in it, and no statements: `find` those that matter. */
  async observe(reach?: Reach): Promise<ForgeView> {
    const { name } = this;
    const { ref, now, describe } = this.#options;
    const observedAt = now();
    const history = await this.#pushes();
    const { events, notes } = this.#moves(history, observedAt);
    const landed = reach === undefined ? await this.#landed(events) : await this.#landedIn(reach);
    const pulls = await pullsOf(this.#repository, {
      base: ref,
      landed,
      landedOnly: reach !== undefined,
      history,
      pushes: events,
      describe,
    });
    const { statements, cut } =
      reach === undefined
        ? await readStatements(this.#repository, undefined, history, observedAt)
        : { statements: [], cut: false };
    const evidence: ForgeEvidence = {
      schema: 'mainward.dev/forge-evidence/v1',
      forge: 'git',
      repository: name,
      source: 'the refs of the repository',
      observedAt,
      ...(ref.startsWith('refs/heads/')
        ? { settings: { defaultBranch: ref.slice('refs/heads/'.length) } }
        : {}),
      pullRequests: { openComplete: reach === undefined && !pulls.cut, items: pulls.items },
      ...(history === undefined ? {} : { pushes: events }),
    };
    return {
      evidence,
      statements,
      notes: [
        ...notes,
        ...(cut ? [`not all statements of ${name} were read: there are too many`] : []),
        ...(pulls.cut ? [`not all pull requests of ${name} were read: there are too many`] : []),
      ],
    };
  }

  async find(ref: string, heads: readonly string[]): Promise<readonly FoundStatement[]> {
    const about = { ref, heads };
    const read = await readStatements(this.#repository, about, await this.#pushes(), this.#options.now());
    return read.statements;
  }

  #pushes(): Promise<PushHistory | undefined> {
    this.#history ??= this.#options.log?.read() ?? Promise.resolve(undefined);
    return this.#history;
  }

  /** Every update on record, and those of guarded refs that no record explains. */
  #moves(
    history: PushHistory | undefined,
    observedAt: string,
  ): { readonly events: readonly PushEvent[]; readonly notes: readonly string[] } {
    if (history === undefined) return { events: [], notes: [] };
    const guarded = new Set([this.#options.ref, ATTESTATIONS_REF]);
    const named = new Set(history.records.map((record) => record.ref));
    const events: PushEvent[] = [];
    const notes: string[] = [];
    for (const ref of named) {
      const now = this.#repository.refs().get(ref) ?? NONE[this.#repository.shape.objectFormat];
      const moves = movesOf(ref, now, history, observedAt);
      const past = guarded.has(ref) ? moves.gaps : [];
      events.push(...moves.events.filter((event) => event.bypassed !== true || past.includes(event)));
      notes.push(...past.map(noteOf));
    }
    events.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return { events, notes };
  }

  async #landed(events: readonly PushEvent[]): Promise<Landed> {
    const { ref } = this.#options;
    const refs = this.#repository.refs();
    const tip = refs.get(ref);
    const heads = [...refs].flatMap(([name, oid]) => (name.startsWith('refs/pull/') ? [oid] : []));
    const commits = await this.#repository.commits({
      from: heads,
      not: tip === undefined ? [] : [tip],
      limit: MOST_COMMITS,
      idsOnly: true,
    });
    const outside = new Set(commits.map(({ oid }) => oid));
    const line = new Set(events.flatMap((event) => (event.ref === ref ? [event.after] : [])));
    const cut = commits.length >= MOST_COMMITS;
    return { holds: (oid) => tip !== undefined && !cut && !outside.has(oid), onLine: (oid) => line.has(oid) };
  }

  async #landedIn({ tip, not }: Reach): Promise<Landed> {
    const all = await this.#repository.commits({ from: [tip], not, limit: MOST_COMMITS });
    const line = await this.#repository.commits({
      from: [tip],
      not,
      limit: MOST_COMMITS,
      firstParent: true,
    });
    const held = new Set(all.map(({ oid }) => oid));
    const own = new Set(line.map(({ oid }) => oid));
    return { holds: (oid) => held.has(oid), onLine: (oid) => own.has(oid) };
  }
}

const NONE = { sha1: '0'.repeat(40), sha256: '0'.repeat(64) } as const;

function noteOf({ ref, before, after, at }: PushEvent): string {
  const was = isNoObject(before) ? 'was made' : `was moved from ${before.slice(0, 12)}`;
  const is = isNoObject(after) ? 'removed' : `to ${after.slice(0, 12)}`;
  return `${ref} ${isNoObject(before) ? `${was} at ${after.slice(0, 12)}` : isNoObject(after) ? is : `${was} ${is}`} past the hook, some time before ${at}`;
}
