/** What answers may cost, in bytes, milliseconds and counts. */
export interface Limits {
  /** From sending a request to the last byte of its answer. */
  readonly requestMilliseconds: number;
  /** A stream in which nothing comes for so long is dead; the API server sends a bookmark every minute. */
  readonly silenceMilliseconds: number;
  /** How long the API server is asked to keep one stream. */
  readonly streamSeconds: number;
  /** Of one answer. */
  readonly answerBytes: number;
  /** Of one event of a stream. */
  readonly eventBytes: number;
  /** Of all pages of a list. */
  readonly listBytes: number;
  readonly listPages: number;
  /** Objects of one page, where nobody says otherwise. */
  readonly pageSize: number;
  /** How often a request is sent at most. */
  readonly attempts: number;
  /** The first wait before another attempt; each further one is twice as long. */
  readonly backoffMilliseconds: number;
  readonly longestBackoffMilliseconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  requestMilliseconds: 30_000,
  silenceMilliseconds: 100_000,
  streamSeconds: 300,
  answerBytes: 64_000_000,
  eventBytes: 8_000_000,
  listBytes: 256_000_000,
  listPages: 10_000,
  pageSize: 500,
  attempts: 5,
  backoffMilliseconds: 100,
  longestBackoffMilliseconds: 30_000,
};
