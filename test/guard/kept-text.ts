import { MainwardError } from '../../src/model/errors.ts';
import type { SecretText } from '../../src/ports/certificates.ts';

/** A text that is kept in memory, and in a place that may break. */
export class KeptText implements SecretText {
  text: string | undefined;
  isBroken = false;

  async read(): Promise<string | undefined> {
    this.#demandWhole();
    return this.text;
  }

  async write(text: string): Promise<void> {
    this.#demandWhole();
    this.text = text;
  }

  #demandWhole(): void {
    if (this.isBroken) throw new MainwardError('STORE_UNAVAILABLE', 'The disk is full.');
  }
}
