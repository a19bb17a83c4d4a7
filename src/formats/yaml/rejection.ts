import type { RejectionCode } from './document.ts';

/** Thrown inside the reader to leave a document; never leaves the reader. */
export class Rejection extends Error {
  readonly code: RejectionCode;
  readonly start: number;
  readonly end: number;

  /** Offsets count from the start of the file's text. */
  constructor(code: RejectionCode, reason: string, start: number, end: number = start) {
    super(reason);
    this.code = code;
    this.start = start;
    this.end = end;
  }
}
