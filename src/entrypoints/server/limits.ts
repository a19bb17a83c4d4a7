/** Budgets of every listener. Strangers choose what arrives here. Sizes are bytes, times milliseconds. */
export interface Limits {
  /** Of a body, where its route does not say otherwise. */
  readonly body: number;
  /** Of all headers with the request line. */
  readonly headers: number;
  readonly headerCount: number;
  /** Characters of one parameter of the path. */
  readonly parameter: number;
  /** Until a request has arrived whole. */
  readonly request: number;
  readonly requestHeaders: number;
  /** How often that is looked at. */
  readonly check: number;
  /** For how long a connection may be silent, also when its client stops reading. */
  readonly silence: number;
  readonly keepAlive: number;
  /** Until a handler has answered. */
  readonly handler: number;
  readonly requestsPerConnection: number;
  readonly connections: number;
}

export const LIMITS: Limits = {
  body: 65_536,
  headers: 16_384,
  headerCount: 64,
  parameter: 512,
  request: 20_000,
  requestHeaders: 10_000,
  check: 1_000,
  silence: 60_000,
  keepAlive: 20_000,
  handler: 15_000,
  requestsPerConnection: 1_000,
  connections: 2_000,
};
