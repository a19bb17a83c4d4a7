import { readJson } from '../formats/json/read.ts';
import type { YamlNode } from '../formats/yaml/tree.ts';
import { MainwardError } from '../model/errors.ts';
import type { ForgeEvidence } from '../model/evidence.ts';
import { formatLocation, type Location, type Origin } from '../model/location.ts';
import { placeOf } from './plain.ts';
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
  const { root } = document;
  return placed(exact(validated(ForgeEvidenceDocument, root, 'EVIDENCE_INVALID', 'The evidence')), root);
}

/** Gives what findings point at its place in the file. */
function placed(evidence: ForgeEvidence, root: YamlNode): ForgeEvidence {
  const { rules, deployKeys, environments } = evidence;
  const at = (...path: readonly PropertyKey[]): { readonly at: Location } => ({ at: placeOf(root, path) });
  return {
    ...evidence,
    ...at(),
    ...(rules === undefined
      ? {}
      : {
          rules: rules.map((rule, index) => ({
            ...rule,
            ...at('rules', index, 'name'),
            ...(rule.bypass === undefined
              ? {}
              : {
                  bypass: rule.bypass.map((actor, place) => ({
                    ...actor,
                    ...at('rules', index, 'bypass', place, 'name'),
                  })),
                }),
          })),
        }),
    ...(deployKeys === undefined
      ? {}
      : { deployKeys: deployKeys.map((key, index) => ({ ...key, ...at('deployKeys', index, 'title') })) }),
    ...(environments === undefined
      ? {}
      : {
          environments: environments.map((one, index) => ({ ...one, ...at('environments', index, 'name') })),
        }),
  };
}
