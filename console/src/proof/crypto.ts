import type { LedgerCrypto } from '../../../src/ledger/crypto.ts';

/**
 * Runs a judgement of the ledger with the browser's own cryptography. The ledger asks for a digest and goes on at once,
 * browsers answer later: so it is run again and again, each time with all that was answered by then, until it asks for
 * nothing new. What it makes of placeholders before that is thrown away.
 */
export async function settled<T>(
  judge: (crypto: LedgerCrypto) => T,
  subtle: SubtleCrypto = crypto.subtle,
): Promise<T> {
  const answers = new Answers(subtle);
  for (;;) {
    const outcome = attempt(() => judge(answers));
    if (await answers.came()) continue;
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  }
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function attempt<T>(run: () => T): Outcome<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, error };
  }
}

const DIGEST_BYTES = 32;

class Answers implements LedgerCrypto {
  readonly #subtle: SubtleCrypto;
  readonly #digests: Map<string, Uint8Array> = new Map();
  readonly #signatures: Map<string, boolean> = new Map();
  #asked: Promise<void>[] = [];

  constructor(subtle: SubtleCrypto) {
    this.#subtle = subtle;
  }

  readonly sha256 = (bytes: Uint8Array): Uint8Array => {
    const key = textOf(bytes);
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    const placeholder = new Uint8Array(DIGEST_BYTES);
    this.#digests.set(key, placeholder);
    this.#asked.push(
      this.#answer(this.#digests, key, async () => {
        return new Uint8Array(await this.#subtle.digest('SHA-256', Uint8Array.from(bytes)));
      }),
    );
    return placeholder;
  };

  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const key = [publicKey, message, signature].map(textOf).join('|');
    const known = this.#signatures.get(key);
    if (known !== undefined) return known;
    this.#signatures.set(key, false);
    this.#asked.push(this.#answer(this.#signatures, key, () => this.#verify(publicKey, message, signature)));
    return false;
  }

  /** Waits for what was asked since the last time; was there anything? */
  async came(): Promise<boolean> {
    const asked = this.#asked;
    this.#asked = [];
    await Promise.all(asked);
    return asked.length > 0;
  }

  async #answer<Value>(known: Map<string, Value>, key: string, find: () => Promise<Value>): Promise<void> {
    known.set(key, await find());
  }

  /** Rejects with `NotSupportedError` where this browser has no Ed25519: that is no verdict. */
  async #verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const key = await this.#subtle
      .importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify'])
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotSupportedError') throw error;
        return undefined;
      });
    if (key === undefined) return false;
    return this.#subtle.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message));
  }
}

/** Equal for equal bytes. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
