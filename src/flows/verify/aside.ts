import { verify } from 'node:crypto';
import { type SshCheck, verifyingKey } from '../../stages/1-commit/ssh-verify.ts';
import type { SshVerifier } from '../../stages/1-commit/sshsig.ts';

/** So many signatures are on their way at once. */
const AT_ONCE = 1_000;

/** Computes signatures side by side, in other threads. `verify` of the verifier then answers at once for the same arrays. */
export async function verifyAhead(
  verifier: SshVerifier,
  signed: readonly { readonly armour: string; readonly payload: Uint8Array }[],
): Promise<void> {
  for (let at = 0; at < signed.length; at += AT_ONCE) {
    await Promise.all(
      signed.slice(at, at + AT_ONCE).map(async ({ armour, payload }) => {
        const question = verifier.question(armour, payload);
        if (question !== undefined) verifier.keep(question, await fits(question.check));
      }),
    );
  }
}

function fits({ hash, data, key, signature }: SshCheck): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      verify(hash, data, verifyingKey(key), signature, (error, good) => resolve(error === null && good));
    } catch {
      resolve(false);
    }
  });
}
