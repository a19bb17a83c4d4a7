import { readJson } from '../formats/json/read.ts';
import { MainwardError } from '../model/errors.ts';
import type { ForgeEvidence } from '../model/evidence.ts';
import { formatLocation, type Origin } from '../model/location.ts';
import { ForgeEvidenceDocument } from './schemas.ts';
import { exact, validated } from './validate.ts';

const MOST_BYTES = 256 << 20;

/** Reads one `forge/*.json`. Fails with EVIDENCE_INVALID where it is not exactly what the schema says: evidence is never half read. */
export function readForgeEvidence(bytes: Uint8Array, origin: Origin): ForgeEvidence {
  const [document] = readJson(bytes, origin, { bytes: MOST_BYTES, nodes: 20_000_000 }).documents;
  if (document?.ok !== true || document.root === undefined) {
    const reason = document?.ok === false ? document.reason : 'the file is empty';
    const place = document?.ok === false ? formatLocation(document.at) : origin.path;
    throw new MainwardError('EVIDENCE_INVALID', `The evidence at ${place} cannot be used: ${reason}.`, {
      fields: { place },
      remedy: 'Export it again; the schema is schema/forge-evidence.json of the package.',
    });
  }
  return exact(validated(ForgeEvidenceDocument, document.root, 'EVIDENCE_INVALID', 'The evidence'));
}
