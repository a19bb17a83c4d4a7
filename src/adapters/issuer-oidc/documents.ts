import { readJson } from '../../formats/json/read.ts';
import type { PublishedKey } from '../../ports/issuer.ts';

const MOST_KEYS = 100;
const BUDGET = { bytes: 262_144, depth: 8, nodes: 10_000 };

/** Where the keys are, as discovery says it (OpenID Connect Discovery 4.2). Throws where the document is another's. */
export function keysAddress(bytes: Uint8Array, issuer: string): URL {
  const document = objectOf(bytes);
  if (document['issuer'] !== issuer) throw new Error('its discovery document is for another issuer');
  const address = document['jwks_uri'];
  if (typeof address !== 'string' || !URL.canParse(address))
    throw new Error('its discovery document names no keys');
  return new URL(address);
}

/**
 * The keys by their ids (RFC 7517 5). One without an id is left out, because no token can name it; one id twice makes
 * the set unusable, because nobody could say which key is meant.
 */
export function keysById(bytes: Uint8Array): ReadonlyMap<string, PublishedKey> {
  const { keys } = objectOf(bytes);
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw new Error('its keys are no list, or too many');
  const found = new Map<string, PublishedKey>();
  for (const key of keys as readonly unknown[]) {
    if (!isObject(key)) throw new Error('one of its keys is no object');
    const id = key['kid'];
    if (typeof id !== 'string') continue;
    if (found.has(id)) throw new Error('two of its keys have one id');
    found.set(id, key);
  }
  return found;
}

/** Read twice: once for what other readers could see differently, then for its value. */
function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const [document] = readJson(bytes, { path: 'issuer' }, BUDGET).documents;
  const value: unknown = document?.ok === true ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
  if (!isObject(value))
    throw new Error('what it answers is no JSON object, or one that can be read in two ways');
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
