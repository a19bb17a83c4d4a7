/** Of so many turns one is for what is not urgent. */
const TURN = 8;
/** After so many that are not urgent the rest of the process has its turn; while something urgent is done, after each. */
const PORTION = 8;

/**
 * Work on keyed things, several at a time and never twice at once on the same: what is noted again while it waits is done
 * once, what is noted again while it is done is done again. Nothing is done before `open`. However much
 * there is that is not urgent, the rest of the process has its turn in between.
 */
export class Lanes<Item> {
  readonly #width: number;
  readonly #work: (key: string, item: Item) => Promise<void>;
  readonly #urgent: Map<string, Item> = new Map();
  readonly #idle: Map<string, Item> = new Map();
  readonly #active: Set<string> = new Set();
  #running = 0;
  #begun = 1;
  #isOpen = false;
  #urgentRunning = 0;
  /** How many that are not urgent were begun since the rest of the process had its turn. */
  #sinceTurn = 0;
  #isTurning = false;
  #quiet: PromiseWithResolvers<void> | undefined;

  /** `work` must not reject. */
  constructor(width: number, work: (key: string, item: Item) => Promise<void>) {
    this.#width = width;
    this.#work = work;
  }

  /** How many wait or are being done. */
  get size(): number {
    return this.#urgent.size + this.#idle.size + this.#active.size;
  }

  /** Does it wait, or is it being done? */
  has(key: string): boolean {
    return this.#urgent.has(key) || this.#idle.has(key) || this.#active.has(key);
  }

  /** What waits under this key already, if anything, is replaced by what `merge` makes of it. */
  note(key: string, urgent: boolean, merge: (waiting: Item | undefined) => Item): void {
    const waiting = this.#urgent.get(key) ?? this.#idle.get(key);
    if (urgent || this.#urgent.has(key)) {
      this.#idle.delete(key);
      this.#urgent.set(key, merge(waiting));
    } else this.#idle.set(key, merge(waiting));
    this.#start();
  }

  open(): void {
    this.#isOpen = true;
    this.#start();
  }

  /** What is being done is finished, what waits goes on waiting. */
  close(): void {
    this.#isOpen = false;
  }

  /** Resolves when nothing is being done and, while it is open, nothing waits. */
  settled(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    this.#quiet ??= Promise.withResolvers();
    return this.#quiet.promise;
  }

  #isSettled(): boolean {
    return this.#running === 0 && (!this.#isOpen || this.#urgent.size + this.#idle.size === 0);
  }

  #start(): void {
    while (this.#isOpen && this.#running < this.#width) {
      const key = this.#next();
      if (key === undefined) return;
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    const isUrgent = this.#urgent.has(key);
    const from = isUrgent ? this.#urgent : this.#idle;
    const item = from.get(key) as Item;
    from.delete(key);
    this.#active.add(key);
    this.#running += 1;
    this.#begun += 1;
    if (isUrgent) this.#urgentRunning += 1;
    else this.#sinceTurn += 1;
    await this.#work(key, item);
    this.#active.delete(key);
    this.#running -= 1;
    if (isUrgent) this.#urgentRunning -= 1;
    this.#start();
    if (this.#isSettled()) this.#quiet?.resolve();
    if (this.#isSettled()) this.#quiet = undefined;
  }

  #next(): string | undefined {
    const idle = this.#mayBeIdle() ? [this.#idle] : [];
    // However much is urgent, the others have a turn, too.
    const order = this.#begun % TURN === 0 ? [...idle, this.#urgent] : [this.#urgent, ...idle];
    for (const waiting of order) for (const key of waiting.keys()) if (!this.#active.has(key)) return key;
    return undefined;
  }

  #mayBeIdle(): boolean {
    if (this.#sinceTurn < (this.#urgentRunning > 0 ? 1 : PORTION)) return true;
    if (!this.#isTurning && this.#idle.size > 0) {
      this.#isTurning = true;
      setImmediate(() => {
        this.#isTurning = false;
        this.#sinceTurn = 0;
        this.#start();
      });
    }
    return false;
  }
}
