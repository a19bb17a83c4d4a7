const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;

/** The lines of a document that hold something: no blank ones, no comments, no marker before them. */
export class PlainLines {
  readonly #starts: number[] = [];
  readonly #indents: number[] = [];
  readonly #ends: number[] = [];
  readonly #afters: number[] = [];
  /** Set where spaces alone, or a comment that is indented otherwise than what follows, move the ends of what stands before. */
  spaced = false;

  constructor(text: string) {
    const { length } = text;
    let comment = 0;
    for (let from = 0; from < length; ) {
      const newline = text.indexOf('\n', from);
      const stop = newline === -1 ? length : newline;
      const after = newline === -1 ? length : newline + 1;
      let start = from;
      while (text.charCodeAt(start) === SPACE) start += 1;
      const first = text.charCodeAt(start);
      const marker = from === 0 && text.startsWith('---') && text.slice(3, stop).trim() === '';
      if (start < stop && first !== HASH && first !== NEWLINE && !marker) {
        let end = stop;
        while (text.charCodeAt(end - 1) === SPACE) end -= 1;
        if (comment !== 0 && comment !== start - from) this.spaced = true;
        comment = 0;
        this.#starts.push(start);
        this.#indents.push(start - from);
        this.#ends.push(end);
        this.#afters.push(after);
      }
      if (start === stop && start > from) this.spaced = true;
      if (start < stop && first === HASH) {
        if (comment !== 0 && comment !== start - from) this.spaced = true;
        comment = start - from;
      }
      from = after;
    }
    if (comment !== 0) this.spaced = true;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Offset of the first character that is no space. */
  start(line: number): number {
    return this.#starts[line] ?? 0;
  }

  indent(line: number): number {
    return this.#indents[line] ?? 0;
  }

  /** Offset behind the last character that is no space. */
  end(line: number): number {
    return this.#ends[line] ?? 0;
  }

  /** Offset of the next line. */
  after(line: number): number {
    return this.#afters[line] ?? 0;
  }
}
