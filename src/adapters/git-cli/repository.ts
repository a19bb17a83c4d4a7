import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { TreeEntry } from '../../model/tree.ts';
import type {
  BlobResult,
  ChangedPath,
  CommitRange,
  GitRepository,
  Head,
  MergeOutcome,
  RawCommit,
  RepositoryShape,
} from '../../ports/git.ts';
import { ObjectReader } from './batch.ts';
import { type ChangesQuestion, changesAll } from './changes.ts';
import { Gatherer } from './gatherer.ts';
import type { Located } from './locate.ts';
import { type MergeQuestion, mergeAll } from './merges.ts';
import { parseSizes, parseTree, withSizes } from './parse.ts';
import { failed, type GitRoom, runGit } from './process.ts';
import { candidates, isObjectId } from './refs.ts';
import { Walks } from './walks.ts';

/** How many objects are asked for at once; bounds what is in flight. */
const BATCH = 2_000;
const COMMIT_BYTES = 1 << 20;
/** Commits that are asked for at once; bounds what is in flight, each being as large as it may. */
const COMMITS = 200;
/** Whoever writes commits must not fill the memory: a million bytes of one letter are packed into a thousand. */
const COMMITS_BYTES = 512 << 20;
/** Folders that one listing is asked for; bounds what stands on a command line. */
const FOLDERS = 1_000;
/** About half a million files; a tree of trees can be made to name more than there are atoms. */
const TREE_LIMITS = { bytes: 64 << 20, milliseconds: 30_000 };
const UNREAD = new Uint8Array();

/** A repository read through a git of our own: its object store is an alternate of an empty bare repository. */
export class GitCliRepository implements GitRepository {
  readonly name: string;
  readonly shape: RepositoryShape;
  readonly remoteUrl?: string;
  readonly #room: GitRoom;
  readonly #head: Head;
  readonly #refs: ReadonlyMap<string, string>;
  readonly #merges: Gatherer<MergeQuestion, MergeOutcome>;
  readonly #changes: Gatherer<ChangesQuestion, readonly ChangedPath[] | 'missing'>;
  readonly #walks = new Walks();
  #reader: ObjectReader | undefined;

  constructor(located: Located, room: GitRoom, head: Head, refs: ReadonlyMap<string, string>) {
    const { config } = located;
    this.name = located.name;
    this.shape = {
      bare: located.workTree === undefined,
      shallow: located.shallowCommits !== undefined,
      partial: config.partial,
      objectFormat: config.objectFormat === 'sha256' ? 'sha256' : 'sha1',
      ...(located.workTree === undefined ? {} : { workTree: located.workTree }),
    };
    if (config.originUrl !== undefined) this.remoteUrl = config.originUrl;
    this.#room = room;
    this.#head = head;
    this.#refs = refs;
    this.#merges = new Gatherer((questions) => mergeAll(room, questions));
    this.#changes = new Gatherer((questions) => changesAll(room, this.#objects(), questions));
  }

  head(): Head {
    return this.#head;
  }

  refs(): ReadonlyMap<string, string> {
    return this.#refs;
  }

  async resolve(revision: string): Promise<string | undefined> {
    const [, name = '', steps = ''] = /^(.*?)((?:[~^]\d{0,9}){0,64})$/s.exec(revision) ?? [];
    const oid = this.#named(name);
    if (oid === undefined) return undefined;
    const run = await runGit(this.#room, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${oid}${steps}^{commit}`,
    ]);
    const found = run.stdout.toString('latin1').trim();
    return run.code === 0 && isObjectId(found) ? found : undefined;
  }

  #named(name: string): string | undefined {
    if (name === 'HEAD' || name === '@') return this.#head.oid;
    if (name === '' || name.startsWith('-')) return undefined;
    const known = candidates(name)
      .map((full) => this.#refs.get(full))
      .find((oid) => oid !== undefined);
    return known ?? (/^[0-9a-f]{4,64}$/.test(name) ? name : undefined);
  }

  /** Several steps of one reading ask for the same short walk, or for the first parents in it. */
  async commits(range: CommitRange): Promise<readonly RawCommit[]> {
    const known = await this.#walks.find(range);
    if (known !== undefined) return known;
    return this.#walks.keep(range, this.#commits(range));
  }

  async #commits(range: CommitRange): Promise<readonly RawCommit[]> {
    const oids = await this.#walk(range);
    if (range.idsOnly === true) return oids.map((oid) => ({ oid, bytes: UNREAD }));
    const commits: RawCommit[] = [];
    let bytes = 0;
    for (let start = 0; start < oids.length; start += COMMITS) {
      const part = oids.slice(start, start + COMMITS);
      if (range.bytes !== undefined && bytes > range.bytes) {
        for (const oid of part) commits.push({ oid, bytes: UNREAD });
        continue;
      }
      if (bytes > COMMITS_BYTES) throw tooManyBytes();
      const replies = await this.#objects().read(part, COMMIT_BYTES);
      for (const [index, reply] of replies.entries()) {
        const read = reply !== 'missing' && 'bytes' in reply ? reply.bytes : UNREAD;
        bytes += read.length;
        commits.push({ oid: part[index] ?? '', bytes: read });
      }
    }
    return commits;
  }

  async tree(commit: string, below?: readonly string[]): Promise<readonly TreeEntry[]> {
    demandId(commit);
    if (below === undefined) {
      const entries = await this.#list(commit, []);
      return withSizes(entries, await this.#sizes(entries));
    }
    const found: TreeEntry[] = [];
    for (let start = 0; start < below.length; start += FOLDERS)
      found.push(...(await this.#list(commit, below.slice(start, start + FOLDERS))));
    return found;
  }

  async #list(commit: string, below: readonly string[]): Promise<readonly TreeEntry[]> {
    const args = ['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...below];
    const run = await runGit(this.#room, args, '', TREE_LIMITS);
    if (run.code !== 0) {
      throw new MainwardError(
        'REPOSITORY_UNREADABLE',
        `The files of commit ${commit} could not be listed: an object is missing or damaged.`,
        {
          fields: { commit },
          remedy: 'Fetch the missing objects, or check the repository with `git fsck`.',
        },
      );
    }
    return parseTree(run.stdout);
  }

  async blobs(
    oids: readonly string[],
    limits: { readonly bytesEach: number },
  ): Promise<ReadonlyMap<string, BlobResult>> {
    const found = new Map<string, BlobResult>();
    const unique = [...new Set(oids)].filter(isObjectId);
    for (let start = 0; start < unique.length; start += BATCH) {
      const part = unique.slice(start, start + BATCH);
      const replies = await this.#objects().read(part, limits.bytesEach);
      for (const [index, reply] of replies.entries()) {
        const result = reply === 'missing' ? 'missing' : 'bytes' in reply ? reply.bytes : 'too-large';
        found.set(part[index] ?? '', result);
      }
    }
    return found;
  }

  async merge(ours: string, theirs: string, base?: string): Promise<MergeOutcome> {
    for (const oid of [ours, theirs, ...(base === undefined ? [] : [base])]) demandId(oid);
    return this.#merges.ask(base === undefined ? { ours, theirs } : { ours, theirs, base });
  }

  async changes(before: string, after: string): Promise<readonly ChangedPath[] | 'missing'> {
    demandId(before);
    demandId(after);
    return this.#changes.ask({ before, after });
  }

  async mergeBase(one: string, other: string): Promise<string | undefined> {
    demandId(one);
    demandId(other);
    const run = await runGit(this.#room, ['merge-base', one, other]);
    const found = run.stdout.toString('latin1').trim();
    return run.code === 0 && isObjectId(found) ? found : undefined;
  }

  async close(): Promise<void> {
    this.#reader?.close();
    await rm(join(this.#room.gitDirectory, '..'), { recursive: true, force: true });
  }

  #objects(): ObjectReader {
    this.#reader ??= new ObjectReader(this.#room);
    return this.#reader;
  }

  /** Asked once for each blob: a hostile tree may name the same one a million times. */
  async #sizes(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, number>> {
    const oids = new Set(entries.flatMap((entry) => (entry.kind === 'gitlink' ? [] : (entry.oid ?? []))));
    const args = ['cat-file', '--buffer', '--batch-check=%(objectname) %(objectsize)'];
    const run = await runGit(this.#room, args, [...oids].map((oid) => `${oid}\n`).join(''));
    return parseSizes(run.stdout);
  }

  async #walk(range: CommitRange): Promise<readonly string[]> {
    const args = ['rev-list', '--ignore-missing', '--stdin', '--missing=print', '--date-order'];
    if (range.firstParent === true) args.push('--first-parent');
    if (range.limit !== undefined) args.push(`--max-count=${range.limit}`);
    const input = [
      ...range.from.filter(isObjectId),
      ...(range.not ?? []).filter(isObjectId).map((oid) => `^${oid}`),
    ];
    if (input.length === 0) return [];
    const run = await runGit(this.#room, args, `${input.join('\n')}\n`);
    if (run.code !== 0)
      throw failed(['rev-list'], 'could not walk the history (an object is missing or damaged)');
    return run.stdout.toString('latin1').split('\n').filter(isObjectId);
  }
}

function demandId(oid: string): void {
  if (!isObjectId(oid))
    throw new MainwardError('REVISION_UNKNOWN', 'An object id was expected.', {
      remedy: 'Resolve the name first.',
    });
}

function tooManyBytes(): MainwardError {
  return new MainwardError(
    'BUDGET_EXCEEDED',
    `The commits of this range have more than ${COMMITS_BYTES >> 20} MB of text.`,
    { remedy: 'Judge a smaller range of history.' },
  );
}
