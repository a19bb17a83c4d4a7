/** A reader of SSH's wire format (RFC 4251, section 5). Every method answers `undefined` where the bytes end early. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  raw(length: number): Buffer | undefined {
    if (length > this.#bytes.length - this.#at) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number | undefined {
    return this.raw(1)?.[0];
  }

  uint32(): number | undefined {
    return this.raw(4)?.readUInt32BE();
  }

  uint64(): bigint | undefined {
    return this.raw(8)?.readBigUInt64BE();
  }

  string(): Buffer | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.raw(length);
  }

  text(): string | undefined {
    return this.string()?.toString('latin1');
  }

  /** A positive `mpint` without leading zeros; a negative or overlong one is `undefined`. */
  positive(mostBytes: number): Buffer | undefined {
    const bytes = this.string();
    if (bytes === undefined || bytes.length === 0 || (bytes[0] ?? 0) > 0x7f) return undefined;
    const lead = bytes[0] === 0 ? 1 : 0;
    if (lead === 1 && (bytes[1] ?? 0) < 0x80) return undefined;
    return bytes.length - lead > mostBytes ? undefined : bytes.subarray(lead);
  }
}

/** A `string` of SSH's wire format. */
export function wireString(value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
