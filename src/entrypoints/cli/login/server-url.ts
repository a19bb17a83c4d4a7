import { MainwardError } from '../../../model/errors.ts';
import { isSafeOrigin } from '../../server/config/address.ts';

/** The server that `--server` names; https, or http on loopback. Throws USAGE. */
export function serverUrl(text: string | undefined): URL {
  if (text === undefined)
    throw new MainwardError('USAGE', 'No server is named.', {
      remedy: 'Name one: `--server https://mainward.example`.',
    });
  if (!isSafeOrigin(text))
    throw new MainwardError(
      'USAGE',
      '--server must be https://HOST[:PORT], or http on loopback, with nothing after it.',
    );
  return new URL(text);
}
