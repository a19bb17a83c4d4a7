import { objectKey } from '../../../ledger/facets.ts';
import type { AppliedEntry, PublishedEntry, Recorded } from '../../../model/ledger.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import type { AgentPlace } from './point.ts';

const PAGE = 1_000;
/** What is usually new since the last look, of which there are many. */
const FIRST_PAGE = 16;
/** So many new entries are read one by one. */
const FEW = 32;

interface Line {
  /** Commits in the order in which they were handed over first. */
  readonly order: string[];
  readonly position: Map<string, number>;
  /** By `objectKey` of an agent: the newest of them that it ever said it had applied. */
  readonly reached: Map<string, number>;
  last: string | undefined;
  /** Entries before this index were read. */
  through: number;
}

/**
 * How far the agents of a cluster came, as the ledger tells it. What an agent says of itself is a claim of whoever may
 * write it, so it counts only for what was handed over, and only forward: nobody is led back to what was replaced.
 */
export class AgentProgress {
  readonly #place: Pick<AgentPlace, 'cluster' | 'sources'>;
  readonly #ledger: LedgerReader;
  readonly #lines: Map<string, Line> = new Map();
  /** Of the ledger, when all of it was taken in. */
  #size = 0;

  constructor(place: Pick<AgentPlace, 'cluster' | 'sources'>, ledger: LedgerReader) {
    this.#place = place;
    this.#ledger = ledger;
  }

  /** Takes in what was recorded since. */
  async refresh(): Promise<void> {
    const size = this.#ledger.size();
    if (size === this.#size) return;
    const few = size - this.#size <= FEW ? await this.#from(this.#size, size) : undefined;
    for (const repository of new Set(this.#place.sources.map((one) => one.repository))) {
      const line = this.#line(repository);
      const own = few?.filter(({ entry }) => entry.repository === repository);
      for (const { index, entry } of own ?? (await this.#since(repository, line.through))) {
        if (entry.type === 'source.published') this.#handedOver(line, entry);
        else this.#applied(line, entry);
        line.through = index + 1;
      }
    }
    this.#size = size;
  }

  /** Equal where nothing was taken in. */
  get version(): string {
    return JSON.stringify([...this.#lines].map(([repository, { through }]) => [repository, through]));
  }

  /** An agent that fetches by itself is led to this commit by nobody, and may be there from now on. */
  chose(repository: string, commit: string): void {
    const line = this.#line(repository);
    if (line.last !== undefined || line.position.has(commit)) return;
    line.position.set(commit, line.order.length);
    line.order.push(commit);
  }

  /** What was handed over last. */
  last(repository: string): string | undefined {
    return this.#line(repository).last;
  }

  /**
   * Commits that the agent may still be at, oldest first: from the one that it applied last to the newest that was handed
   * over. Of an agent that said nothing yet, the newest two.
   */
  reachable(repository: string, agent: string): readonly string[] {
    const { order, reached } = this.#line(repository);
    return order.slice(reached.get(agent) ?? Math.max(0, order.length - 2));
  }

  #line(repository: string): Line {
    const known = this.#lines.get(repository);
    if (known !== undefined) return known;
    const made: Line = { order: [], position: new Map(), reached: new Map(), last: undefined, through: 0 };
    this.#lines.set(repository, made);
    return made;
  }

  /** The newest lie in memory, and nobody has to be asked which of them it is. */
  async #from(first: number, size: number): Promise<readonly Recorded<PublishedEntry | AppliedEntry>[]> {
    const found: Recorded<PublishedEntry | AppliedEntry>[] = [];
    for (let index = first; index < size; index += 1) {
      const one = await this.#ledger.entry(index);
      if (one !== undefined && isProgress(one)) found.push(one);
    }
    return found;
  }

  /** Oldest first. */
  async #since(
    repository: string,
    through: number,
  ): Promise<readonly Recorded<PublishedEntry | AppliedEntry>[]> {
    const found: Recorded<PublishedEntry | AppliedEntry>[] = [];
    for (let before: number | undefined; ; ) {
      const limit = before === undefined ? FIRST_PAGE : PAGE;
      const page = await this.#ledger.find({
        types: ['source.published', 'agent.applied'],
        repository,
        limit,
        ...(before === undefined ? {} : { before }),
      });
      found.push(...page.filter(isProgress).filter(({ index }) => index >= through));
      before = page.at(-1)?.index;
      if (page.length < limit || before === undefined || before < through) return found.toReversed();
    }
  }

  #handedOver(line: Line, { repository, cluster, ref, source, commit }: PublishedEntry): void {
    const own = this.#place.sources.some(
      (one) =>
        one.kind === undefined &&
        one.repository === repository &&
        one.ref === ref &&
        one.namespace === source.namespace &&
        one.name === source.name,
    );
    if (cluster !== this.#place.cluster || !own) return;
    line.last = commit;
    if (line.position.has(commit)) return;
    line.position.set(commit, line.order.length);
    line.order.push(commit);
  }

  #applied(line: Line, { cluster, agent, commit }: AppliedEntry): void {
    const position = line.position.get(commit);
    if (cluster !== this.#place.cluster || position === undefined) return;
    const key = objectKey(agent);
    line.reached.set(key, Math.max(position, line.reached.get(key) ?? 0));
  }
}

function isProgress(one: Recorded): one is Recorded<PublishedEntry | AppliedEntry> {
  return one.entry.type === 'source.published' || one.entry.type === 'agent.applied';
}
