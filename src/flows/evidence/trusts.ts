import { MainwardError } from '../../model/errors.ts';
import type { Origin } from '../../model/location.ts';
import type { Trust } from '../../model/trust.ts';
import { readTrust } from '../../stages/3-pipeline/trust/read.ts';

/** Reads one `trusts/*.json`. Fails with EVIDENCE_INVALID where it is not wholly understood. */
export function readTrustFile(bytes: Uint8Array, origin: Origin): Trust {
  const read = readTrust(bytes, origin);
  if (read.ok) return read.value;
  throw new MainwardError('EVIDENCE_INVALID', `${origin.path} cannot be used: ${read.error}.`, {
    fields: { path: origin.path },
    remedy: 'Export it again; a trust policy that is half read proves nothing.',
  });
}
