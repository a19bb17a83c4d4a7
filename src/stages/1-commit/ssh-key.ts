import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../../model/result.ts';
import { readCertificateBody, type SshCertificate } from './ssh-certificate.ts';
import { WireReader } from './ssh-wire.ts';

/** Bounds of OpenSSH (`SSHBUF_MAX_BIGNUM`) and of what is thought strong enough to speak for a person. */
const RSA_BITS = { least: 2_048, most: 16_384 };

export type SshAlgorithm = 'ed25519' | 'ecdsa' | 'rsa';

/** A public key, imported once. */
export interface SshKey {
  /** Type of the plain key, e.g. `ssh-ed25519`. */
  readonly type: string;
  /** `SHA256:` and unpadded base64 of the plain key's SHA-256. */
  readonly fingerprint: string;
  readonly algorithm: SshAlgorithm;
  readonly key: KeyObject;
  /** ECDSA: hash and bytes of one coordinate. */
  readonly curve?: { readonly hash: 'sha256' | 'sha384' | 'sha512'; readonly size: number };
  /** Security keys (FIDO): the application the authenticator signs for. */
  readonly application?: Buffer;
  /** Set where the wire bytes were a certificate; the rest describes the key it certifies. */
  readonly certificate?: SshCertificate;
}

export interface KeyRefusal {
  readonly kind: 'malformed' | 'unsupported' | 'weak';
  readonly why: string;
}

const CURVES = {
  nistp256: { crv: 'P-256', hash: 'sha256', size: 32 },
  nistp384: { crv: 'P-384', hash: 'sha384', size: 48 },
  nistp521: { crv: 'P-521', hash: 'sha512', size: 66 },
} as const;

const CERTIFICATE = '-cert-v01@openssh.com';

/** Reads a public key or certificate in SSH's wire format (RFC 4253 6.6, 5656, 8709; `PROTOCOL.u2f`, `PROTOCOL.certkeys`). */
export function readSshKey(wire: Uint8Array): Result<SshKey, KeyRefusal> {
  const reader = new WireReader(wire);
  const named = reader.text();
  if (named === undefined) return err(malformed('the public key is cut off'));
  const certified = named.endsWith(CERTIFICATE);
  const nonce = certified ? reader.string() : undefined;
  if (certified && nonce === undefined) return err(malformed('the certificate is cut off'));
  const type = certified ? plainType(named) : named;
  const start = reader.offset;
  const material = readMaterial(type, reader);
  if (!material.ok) return material;
  const fields = Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength).subarray(start, reader.offset);
  const fingerprint = fingerprintOf(certified ? Buffer.concat([lengthPrefixed(type), fields]) : wire);
  if (!certified) {
    if (!reader.done) return err(malformed('something follows the public key'));
    return ok({ type, fingerprint, ...material.value });
  }
  const certificate = readCertificateBody(reader, wire);
  if (typeof certificate === 'string') return err(malformed(certificate));
  return ok({ type, fingerprint, ...material.value, certificate });
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprintOf(wire: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;
}

function plainType(named: string): string {
  const plain = named.slice(0, -CERTIFICATE.length);
  return plain.startsWith('sk-') ? `${plain}@openssh.com` : plain;
}

type Material = Pick<SshKey, 'algorithm' | 'key' | 'curve' | 'application'>;

function readMaterial(type: string, reader: WireReader): Result<Material, KeyRefusal> {
  if (type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com') {
    const x = reader.string();
    if (x?.length !== 32) return err(malformed('an Ed25519 key of the wrong length'));
    const key = imported({ kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') });
    return withApplication(type, reader, key, { algorithm: 'ed25519' });
  }
  if (type.startsWith('ecdsa-sha2-') || type === 'sk-ecdsa-sha2-nistp256@openssh.com')
    return readEcdsa(type, reader);
  if (type === 'ssh-rsa') return readRsa(reader);
  return err({ kind: 'unsupported', why: `keys of type ${JSON.stringify(type.slice(0, 60))} are not read` });
}

function readEcdsa(type: string, reader: WireReader): Result<Material, KeyRefusal> {
  const name = type.startsWith('sk-') ? 'nistp256' : type.slice('ecdsa-sha2-'.length);
  const curve = name === 'nistp256' || name === 'nistp384' || name === 'nistp521' ? CURVES[name] : undefined;
  if (curve === undefined) return err({ kind: 'unsupported', why: 'an ECDSA curve that is not read' });
  const said = reader.text();
  const point = reader.string();
  if (said !== name) return err(malformed('an ECDSA key whose curve is not that of its type'));
  if (point?.length !== 1 + 2 * curve.size || point[0] !== 4)
    return err(malformed('an ECDSA point that is not uncompressed'));
  const [x, y] = [point.subarray(1, 1 + curve.size), point.subarray(1 + curve.size)];
  const key = imported({ kty: 'EC', crv: curve.crv, x: x.toString('base64url'), y: y.toString('base64url') });
  return withApplication(type, reader, key, {
    algorithm: 'ecdsa',
    curve: { hash: curve.hash, size: curve.size },
  });
}

function readRsa(reader: WireReader): Result<Material, KeyRefusal> {
  const e = reader.positive(8);
  const n = reader.positive(RSA_BITS.most / 8);
  if (e === undefined || n === undefined) return err(malformed('RSA numbers that cannot be read'));
  const bits = (n.length - 1) * 8 + (32 - Math.clz32(n[0] ?? 0));
  if (bits < RSA_BITS.least)
    return err({ kind: 'weak', why: `an RSA key of ${bits} bits, fewer than ${RSA_BITS.least}` });
  const key = imported({ kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') });
  return key === undefined
    ? err(malformed('an RSA key that cannot be imported'))
    : ok({ algorithm: 'rsa', key });
}

function withApplication(
  type: string,
  reader: WireReader,
  key: KeyObject | undefined,
  rest: Pick<SshKey, 'algorithm' | 'curve'>,
): Result<Material, KeyRefusal> {
  if (key === undefined) return err(malformed('a key that is no point of its curve'));
  if (!type.startsWith('sk-')) return ok({ ...rest, key });
  const application = reader.string();
  if (application === undefined) return err(malformed('the security key names no application'));
  return ok({ ...rest, key, application });
}

function imported(jwk: Record<string, string>): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function lengthPrefixed(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text, 'latin1')]);
}

function malformed(why: string): KeyRefusal {
  return { kind: 'malformed', why };
}
