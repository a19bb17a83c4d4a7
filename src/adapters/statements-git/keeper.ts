import { ATTESTATIONS_REF } from '../../model/statement.ts';
import type { KeptFile, StatementKeeper, StatementPublisher } from '../../ports/approving.ts';
import type { Located } from '../git-cli/locate.ts';
import { readRefs } from '../git-cli/refs.ts';
import { setRef } from './ref-file.ts';
import { Remote } from './remote.ts';
import { Workbench } from './workbench.ts';

const MESSAGE = 'Add statements';
/** So often somebody else may be faster. */
const MOST_TRIES = 20;

/** The statements of a clone, under `refs/mainward/attestations`. */
export class GitStatementKeeper implements StatementKeeper, StatementPublisher {
  readonly #located: Located;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(located: Located, env: Readonly<Record<string, string | undefined>>) {
    this.#located = located;
    this.#env = env;
  }

  async add({ path, bytes }: KeptFile): Promise<string> {
    const bench = await Workbench.open(this.#located);
    try {
      return await setRef(this.#located.commonDirectory, ATTESTATIONS_REF, async () => {
        const oid = await bench.blob(bytes);
        return bench.commit(await this.#tip(), [{ path, oid }], MESSAGE);
      });
    } finally {
      await bench.close();
    }
  }

  async publish(name: string): Promise<void> {
    const bench = await Workbench.open(this.#located);
    try {
      const remote = await Remote.open(name, this.#located, bench, this.#env);
      let before = await remote.tip();
      for (let tries = 1; ; tries += 1) {
        const joined = await this.#join(bench, before);
        if (joined === undefined || joined === before) return;
        const pushed = await remote.push(joined, before);
        if (pushed.ok) return;
        const now = await remote.tip();
        // Where nobody was faster, the other side does not want it.
        if (now === before || tries >= MOST_TRIES) throw pushed.error;
        before = now;
      }
    } finally {
      await bench.close();
    }
  }

  async receive(name: string): Promise<void> {
    const bench = await Workbench.open(this.#located);
    try {
      const theirs = await (await Remote.open(name, this.#located, bench, this.#env)).tip();
      if (theirs === undefined) return;
      if ((await this.#tip()) !== undefined) await this.#join(bench, theirs);
      else await setRef(this.#located.commonDirectory, ATTESTATIONS_REF, async () => theirs);
    } finally {
      await bench.close();
    }
  }

  /** What is kept here on top of what is kept there; it becomes what is kept here. */
  async #join(bench: Workbench, theirs: string | undefined): Promise<string | undefined> {
    const ours = await this.#tip();
    if (ours === undefined || ours === theirs || theirs === undefined) return ours;
    const there = new Set((await bench.files(theirs)).map(({ path }) => path));
    const more = (await bench.files(ours)).filter(({ path }) => !there.has(path));
    return setRef(this.#located.commonDirectory, ATTESTATIONS_REF, async () =>
      more.length === 0 ? theirs : bench.commit(theirs, more, MESSAGE),
    );
  }

  async #tip(): Promise<string | undefined> {
    return (await readRefs(this.#located)).get(ATTESTATIONS_REF);
  }
}
