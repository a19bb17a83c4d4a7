import type { SigningKeySource } from '../../adapters/signer-ssh-keygen/signer.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Options } from './invocation.ts';

/** The key to sign with: the one that is named, else the one that Git signs with. Fails with SIGNING_FAILED where there is none. */
export function signingKeyOf({ key }: Options, own: SigningKeySource | undefined): SigningKeySource {
  if (key !== undefined) return { file: key };
  if (own !== undefined) return own;
  throw new MainwardError('SIGNING_FAILED', 'Git knows no SSH key of yours, so nothing can be signed.', {
    remedy: 'Name it with --key FILE, or: git config gpg.format ssh && git config user.signingkey FILE',
  });
}
