/** Bytes that nobody can guess. */
export interface Random {
  bytes(count: number): Uint8Array;
}
