import { readJson } from '../../../formats/json/read.ts';
import { child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { EFFECTS } from '../../../model/graph.ts';
import type { Origin } from '../../../model/location.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { TRUST_PROVIDERS, type Trust, type TrustProvider, type TrustReach } from '../../../model/trust.ts';
import { awsTrust, type ReadTrust } from './aws.ts';
import { azureTrust, gcpTrust, kubernetesTrust, vaultTrust } from './providers.ts';

const SCHEMA = 'mainward.dev/trust-evidence/v1';

const READERS: Readonly<Record<TrustProvider, (document: YamlNode) => ReadTrust>> = {
  aws: awsTrust,
  gcp: gcpTrust,
  azure: azureTrust,
  vault: vaultTrust,
  kubernetes: kubernetesTrust,
};

/** Reads one file of `--evidence DIR/trusts/`; the error is a sentence about what is wrong with it. */
export function readTrust(bytes: Uint8Array, origin: Origin): Result<Trust, string> {
  const [document] = readJson(bytes, origin).documents;
  if (document === undefined || !document.ok) return err(document?.reason ?? 'the file is empty');
  const { root } = document;
  if (root === undefined || textOf(child(root, 'schema')) !== SCHEMA)
    return err(`its schema is not ${SCHEMA}`);
  const provider = TRUST_PROVIDERS.find((one) => one === textOf(child(root, 'provider')));
  const id = textOf(child(root, 'id'));
  const body = child(root, 'document');
  const source = textOf(child(root, 'source'));
  const observedAt = textOf(child(root, 'observedAt'));
  if (provider === undefined) return err(`its provider is none of ${TRUST_PROVIDERS.join(', ')}`);
  if (id === undefined || body === undefined) return err('it needs an id and a document');
  if (source === undefined || observedAt === undefined || !/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(observedAt)) {
    return err('it needs a source and a time (observedAt, RFC 3339 in UTC)');
  }
  const reaches = reachesOf(child(root, 'reaches'));
  if (typeof reaches === 'string') return err(reaches);
  const read = READERS[provider](body);
  return ok({
    provider,
    id,
    ...read,
    ...(reaches === undefined ? {} : { reaches }),
    source,
    observedAt,
    at: body.at,
  });
}

function reachesOf(node: YamlNode | undefined): readonly TrustReach[] | string | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'sequence') return 'reaches is not a list';
  const reaches: TrustReach[] = [];
  for (const item of node.items) {
    const environment = textOf(child(item, 'environment'));
    const written = itemsOf(child(item, 'effects')).map((one) => textOf(one));
    const effects = EFFECTS.filter((effect) => written.includes(effect));
    if (environment === undefined || effects.length === 0 || effects.length !== written.length) {
      return `each of reaches needs an environment and effects out of ${EFFECTS.join(', ')}`;
    }
    reaches.push({ environment, effects });
  }
  return reaches;
}
