import type { CommitOutcome, CommitRequest, Committer, PushFailure } from './committer.ts';

interface FakeCommit {
  readonly parents: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** One repository in memory, with a gate that does as it is told. */
export class FakeCommitter implements Committer {
  readonly repository: string = 'infrastructure';
  readonly protectedRef: string = 'refs/heads/main';
  readonly refs: Map<string, string> = new Map();
  readonly commits: Map<string, FakeCommit> = new Map();
  /** What the gate says to whatever is pushed; absent = it lets it pass. */
  refusal: string | undefined;
  isReachable: boolean = true;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.refs.set(this.protectedRef, this.#add([], new Map(Object.entries(files)), 'Begin'));
  }

  get tip(): string {
    return this.refs.get(this.protectedRef) ?? '';
  }

  /** Somebody else lands something. */
  landElse(path: string, text: string): string {
    const { tip } = this;
    const files = new Map(this.commits.get(tip)?.files).set(path, text);
    const commit = this.#add([tip], files, 'Land something else');
    this.refs.set(this.protectedRef, commit);
    return commit;
  }

  async offer({ repository, base, edits, message, ref }: CommitRequest): Promise<CommitOutcome> {
    const files = new Map(this.commits.get(base)?.files);
    for (const { path, bytes } of edits) {
      if (bytes === null) files.delete(path);
      else files.set(path, new TextDecoder().decode(bytes));
    }
    if (!ref.startsWith('refs/heads/mainward/')) return { kind: 'refused', say: `${ref} is not its own` };
    const failure = this.#failure(repository);
    if (failure !== undefined) return failure;
    if (!this.commits.has(base)) return { kind: 'unreachable', say: 'there is no such commit' };
    const commit = this.#add([base], files, message);
    this.refs.set(ref, commit);
    return { kind: 'done', commit };
  }

  async land(request: Parameters<Committer['land']>[0]): Promise<CommitOutcome> {
    const { repository, onto, head, message } = request;
    const failure = this.#failure(repository);
    if (failure !== undefined) return failure;
    if (this.tip !== onto) return { kind: 'moved' };
    const files = this.#merged(onto, head);
    if (files === undefined) return { kind: 'conflict' };
    const commit = this.#add([onto, head], files, message);
    this.refs.set(this.protectedRef, commit);
    return { kind: 'done', commit };
  }

  async withdraw(request: Parameters<Committer['withdraw']>[0]): ReturnType<Committer['withdraw']> {
    const { repository, ref, head } = request;
    if (!ref.startsWith('refs/heads/mainward/')) return { kind: 'refused', say: `${ref} is not its own` };
    const failure = this.#failure(repository);
    if (failure !== undefined) return failure;
    const now = this.refs.get(ref);
    if (now !== undefined && now !== head) return { kind: 'moved' };
    this.refs.delete(ref);
    return { kind: 'gone' };
  }

  /** Could an offer be merged? */
  wouldMerge(onto: string, head: string): boolean {
    return this.#merged(onto, head) !== undefined;
  }

  #failure(repository: string): PushFailure | undefined {
    if (!this.isReachable || repository !== this.repository)
      return { kind: 'unreachable', say: 'the repository is not there' };
    return this.refusal === undefined ? undefined : { kind: 'refused', say: this.refusal };
  }

  #add(parents: readonly string[], files: ReadonlyMap<string, string>, message: string): string {
    const oid = (this.commits.size + 1).toString(16).padStart(40, '0');
    this.commits.set(oid, { parents, files, message });
    return oid;
  }

  /** File by file, from the offer's base. */
  #merged(onto: string, head: string): ReadonlyMap<string, string> | undefined {
    const [ours, theirs] = [this.commits.get(onto)?.files, this.commits.get(head)?.files];
    const base = this.commits.get(this.commits.get(head)?.parents[0] ?? '')?.files;
    if (ours === undefined || theirs === undefined || base === undefined) return undefined;
    const merged = new Map(ours);
    for (const path of new Set([...theirs.keys(), ...base.keys()])) {
      const [was, wanted, is] = [base.get(path), theirs.get(path), ours.get(path)];
      if (wanted === was || wanted === is) continue;
      if (is !== was) return undefined;
      if (wanted === undefined) merged.delete(path);
      else merged.set(path, wanted);
    }
    return merged;
  }
}
