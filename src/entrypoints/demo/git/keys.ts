import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** An Ed25519 key that is made from bytes and so is the same whenever they are. */
export interface SigningKey {
  readonly private: KeyObject;
  /** The public key as SSH writes it on the wire (RFC 8709). */
  readonly wire: Buffer;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicLine: string;
}

/** The DER prefix of a PKCS #8 Ed25519 key (RFC 8410, section 7); 32 bytes of key follow. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** `secret`: 32 bytes. */
export function signingKey(secret: Buffer): SigningKey {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const wire = Buffer.concat([sshString('ssh-ed25519'), sshString(spki.subarray(-32))]);
  return { private: key, wire, publicLine: `ssh-ed25519 ${wire.toString('base64')}` };
}

/** An armoured SSH signature over exactly these bytes (openssh, PROTOCOL.sshsig); Git's own namespace is `git`. */
export function sshSignature(key: SigningKey, payload: Uint8Array, namespace: string = 'git'): string {
  const digest = createHash('sha512').update(payload).digest();
  const terms = [sshString(namespace), sshString(''), sshString('sha512')];
  const signature = sign(null, Buffer.concat([MAGIC, ...terms, sshString(digest)]), key.private);
  const wrapped = Buffer.concat([sshString('ssh-ed25519'), sshString(signature)]);
  const blob = Buffer.concat([MAGIC, VERSION, sshString(key.wire), ...terms, sshString(wrapped)]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----'].join('\n');
}

const MAGIC = Buffer.from('SSHSIG');
const VERSION = Buffer.from([0, 0, 0, 1]);

/** A length and the bytes (RFC 4251, section 5). */
export function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
