import type { Location, Origin } from '../../model/location.ts';

/** Text of one file that turns offsets into locations; the line table is made at the first question. */
export class SourceText {
  readonly text: string;
  readonly origin: Origin;
  readonly #relocate: ((location: Location) => Location) | undefined;
  #lines: readonly number[] | undefined;

  /** `relocate` places a text that is itself part of a file, such as a patch in a block scalar. */
  constructor(text: string, origin: Origin, relocate?: (location: Location) => Location) {
    this.text = text;
    this.origin = origin;
    this.#relocate = relocate;
  }

  /** Offsets of the first character of each line. */
  get lines(): readonly number[] {
    this.#lines ??= lineStarts(this.text);
    return this.#lines;
  }

  /** Location of `[start, end)`; columns count UTF-16 code units, as SARIF and editors do. */
  locate(start: number, end: number): Location {
    const lines = this.lines;
    const first = lineOf(lines, start);
    const last = end <= start ? first : lineOf(lines, end);
    const location = {
      ...this.origin,
      line: first + 1,
      column: start - (lines[first] ?? 0) + 1,
      endLine: last + 1,
      endColumn: Math.max(start, end) - (lines[last] ?? 0) + 1,
    };
    return this.#relocate === undefined ? location : this.#relocate(location);
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(lines: readonly number[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
