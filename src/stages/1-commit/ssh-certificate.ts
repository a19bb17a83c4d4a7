import { WireReader } from './ssh-wire.ts';

/** What an authority says about a key (`openssh/PROTOCOL.certkeys`). Nothing of it is verified here. */
export interface SshCertificate {
  readonly keyId: string;
  readonly principals: readonly string[];
  /** Milliseconds since 1970; `until` is exclusive and `Infinity` where it never ends. */
  readonly from: number;
  readonly until: number;
  readonly user: boolean;
  /** Names of critical options; whoever does not know one must refuse the certificate. */
  readonly criticalOptions: readonly string[];
  /** The authority's public key, its signature, and the bytes it is over. */
  readonly authority: Uint8Array;
  readonly signature: Uint8Array;
  readonly signed: Uint8Array;
}

const USER = 1;
const FOREVER = 0xffff_ffff_ffff_ffffn;
const MOST_PRINCIPALS = 256;

/** Reads what follows the certified key; a text says what is wrong. */
export function readCertificateBody(reader: WireReader, wire: Uint8Array): SshCertificate | string {
  const serial = reader.uint64();
  const type = reader.uint32();
  const keyId = reader.text();
  const principals = listOf(reader.string());
  const [after, before] = [reader.uint64(), reader.uint64()];
  const options = namesOf(reader.string());
  const extensions = namesOf(reader.string());
  const reserved = reader.string();
  const authority = reader.string();
  const signed = wire.subarray(0, reader.offset);
  const signature = reader.string();
  if (
    serial === undefined ||
    type === undefined ||
    keyId === undefined ||
    principals === undefined ||
    after === undefined ||
    before === undefined ||
    options === undefined ||
    extensions === undefined ||
    reserved === undefined ||
    authority === undefined ||
    signature === undefined
  ) {
    return 'the certificate cannot be read';
  }
  if (!reader.done) return 'something follows the certificate';
  return {
    keyId,
    principals,
    from: milliseconds(after),
    until: before === FOREVER ? Number.POSITIVE_INFINITY : milliseconds(before),
    user: type === USER,
    criticalOptions: options,
    authority,
    signature,
    signed,
  };
}

function milliseconds(seconds: bigint): number {
  return Number(seconds) * 1_000;
}

function listOf(bytes: Uint8Array | undefined): readonly string[] | undefined {
  if (bytes === undefined) return undefined;
  const reader = new WireReader(bytes);
  const list: string[] = [];
  while (!reader.done) {
    const one = reader.text();
    if (one === undefined || list.length >= MOST_PRINCIPALS) return undefined;
    list.push(one);
  }
  return list;
}

/** Names of a list of `name`, `data` pairs. */
function namesOf(bytes: Uint8Array | undefined): readonly string[] | undefined {
  const pairs = listOf(bytes);
  return pairs === undefined || pairs.length % 2 !== 0
    ? undefined
    : pairs.filter((_, index) => index % 2 === 0);
}
