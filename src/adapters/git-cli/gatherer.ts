interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** How many questions one process is given; bounds what its answer can weigh. */
const MOST_AT_ONCE = 256;
/** Processes side by side. */
const SIDE_BY_SIDE = 2;

/** Gathers what is asked in one turn of the event loop, so that one process answers many questions. */
export class Gatherer<Question, Answer> {
  readonly #answerAll: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  readonly #waiting: Waiting<Question, Answer>[] = [];
  #running = 0;
  #planned = false;

  /** `answerAll` answers every question, in order. */
  constructor(answerAll: (questions: readonly Question[]) => Promise<readonly Answer[]>) {
    this.#answerAll = answerAll;
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#plan();
    });
  }

  #plan(): void {
    if (this.#planned || this.#running >= SIDE_BY_SIDE) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      while (this.#running < SIDE_BY_SIDE && this.#waiting.length > 0) {
        const share = Math.ceil(this.#waiting.length / (SIDE_BY_SIDE - this.#running));
        void this.#run(this.#waiting.splice(0, Math.min(MOST_AT_ONCE, share)));
      }
    });
  }

  async #run(part: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.#running += 1;
    try {
      const answers = await this.#answerAll(part.map(({ question }) => question));
      for (const [index, { resolve, reject }] of part.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new RangeError('A question was left without an answer.'));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of part) reject(error);
    } finally {
      this.#running -= 1;
      if (this.#waiting.length > 0) this.#plan();
    }
  }
}
