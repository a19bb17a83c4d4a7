/** Budgets of every listener. Strangers choose what arrives here. */
export const LIMITS = {
  /** Bytes of a body, where its route does not say otherwise. */
  body: 65_536,
  /** Bytes of all headers with the request line. */
  headers: 16_384,
  headerCount: 64,
  /** Characters of one parameter of the path. */
  parameter: 512,
  /** Milliseconds until a request has arrived. */
  request: 20_000,
  requestHeaders: 10_000,
  /** Milliseconds in which a connection may be silent, also when its client stops reading. */
  silence: 60_000,
  keepAlive: 20_000,
  /** Milliseconds until a handler has answered. */
  handler: 15_000,
  requestsPerConnection: 1_000,
  connections: 2_000,
  json: { depth: 16, nodes: 10_000 },
  formFields: 64,
} as const;
