/** What changes campaigns is judged and recorded one after the other, so that nothing changes between the two. */
export class ReviewTurn {
  #running: Promise<unknown> = Promise.resolve();

  next<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const next = this.#running.then(work);
    this.#running = next.catch(() => undefined);
    return next;
  }
}
