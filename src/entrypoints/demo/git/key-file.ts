import type { SigningKey } from './keys.ts';
import { sshString } from './keys.ts';

const MAGIC = Buffer.from('openssh-key-v1\0');
const LINE = 70;

/** A private key as OpenSSH keeps it in a file, without a passphrase (openssh, PROTOCOL.key). */
export function opensshKeyFile(key: SigningKey, comment: string): string {
  const { d = '' } = key.private.export({ format: 'jwk' });
  const point = key.wire.subarray(-32);
  const check = point.subarray(0, 4);
  const secrets = Buffer.concat([
    check,
    check,
    sshString('ssh-ed25519'),
    sshString(point),
    sshString(Buffer.concat([Buffer.from(d, 'base64url'), point])),
    sshString(comment),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secrets.length % 8)) % 8));
  const blob = Buffer.concat([
    MAGIC,
    sshString('none'),
    sshString('none'),
    sshString(''),
    Buffer.from([0, 0, 0, 1]),
    sshString(key.wire),
    sshString(Buffer.concat([secrets, padding])),
  ]);
  const lines: string[] = [];
  const text = blob.toString('base64');
  for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
    '\n',
  );
}
