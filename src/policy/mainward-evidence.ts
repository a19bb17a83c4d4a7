import { readJson } from '../formats/json/read.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Origin } from '../model/location.ts';
import type { MainwardEvidence } from '../model/mainward-evidence.ts';
import { placeOf } from './plain.ts';
import { MainwardEvidenceDocument } from './schemas.ts';
import { exact, validated } from './validate.ts';

const MOST_BYTES = 4 << 20;

/** Reads `mainward.json`. Fails with EVIDENCE_INVALID where it is not exactly what the schema says: evidence is never half read. */
export function readMainwardEvidence(bytes: Uint8Array, origin: Origin): MainwardEvidence {
  const [document] = readJson(bytes, origin, { bytes: MOST_BYTES }).documents;
  if (document?.ok !== true || document.root === undefined) {
    const reason = document?.ok === false ? document.reason : 'the file is empty';
    const place = document?.ok === false ? formatLocation(document.at) : origin.path;
    throw new MainwardError('EVIDENCE_INVALID', `The evidence at ${place} cannot be used: ${reason}.`, {
      fields: { place },
      remedy: 'Write it again; the schema is schema/mainward-evidence.json of the package.',
    });
  }
  const { root } = document;
  const evidence = exact(validated(MainwardEvidenceDocument, root, 'EVIDENCE_INVALID', 'The evidence'));
  return {
    ...evidence,
    accounts: evidence.accounts.map((account, index) => ({
      ...account,
      at: placeOf(root, ['accounts', index, 'name']),
    })),
    at: placeOf(root, []),
  };
}
