import { createHash } from 'node:crypto';

/**
 * Choices that look random and are a function of the seed and a label alone, whatever was asked before.
 * Nothing here is a secret.
 */
export class Dice {
  readonly #seed: string;

  constructor(seed: number) {
    this.#seed = `mainward-demo/${seed}`;
  }

  /** 32 bytes. */
  bytes(label: string): Buffer {
    return createHash('sha256').update(`${this.#seed}/${label}`).digest();
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number, label: string): number {
    return this.bytes(label).readUInt32BE(0) % below;
  }

  /** Lower-case hexadecimal digits, at most 64. */
  hex(length: number, label: string): string {
    return this.bytes(label).toString('hex').slice(0, length);
  }

  pick<T>(from: readonly [T, ...T[]], label: string): T {
    return from[this.below(from.length, label)] ?? from[0];
  }

  /** The same items in another order. */
  shuffle<T>(items: readonly T[], label: string): readonly T[] {
    return items
      .map((item, index) => ({ item, rank: this.hex(16, `${label}/${index}`) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ item }) => item);
  }
}
