import { MainwardError } from '../../model/errors.ts';
import type { Origin } from '../../model/location.ts';
import type { Trust } from '../../model/trust.ts';

/** Reads one `trusts/*.json`. */
export function readTrustFile(_bytes: Uint8Array, origin: Origin): Trust {
  throw new MainwardError(
    'EVIDENCE_INVALID',
    `${origin.path} cannot be used: trust policies are not read yet.`,
  );
}
