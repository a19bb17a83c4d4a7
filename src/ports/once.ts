/** Remembers what may happen only once. Durable: a restart forgets nothing that has not expired. */
export interface OnceStore {
  /**
   * `true` for the first who asks for this key, `false` for everybody after, also when many ask at the same moment,
   * until `expires` (milliseconds since 1970). `false` for all where `expires` has passed already: nothing would stop
   * the second. Rejects with STORE_UNAVAILABLE where it cannot be remembered: then nobody may go on.
   */
  spend(key: string, expires: number): Promise<boolean>;
}
