import { readJson } from '../../../formats/json/read.ts';
import { itemsOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';

/** The members of a token's header or payload, by name, as its JSON has them. */
export type Members = ReadonlyMap<string, YamlNode>;

const BUDGET = { bytes: 16_384, depth: 16, nodes: 2_000 };

/** `undefined` for what is no JSON object, or one that two readers could see differently (a key twice, half a surrogate). */
export function readMembers(bytes: Uint8Array): Members | undefined {
  const [document] = readJson(bytes, { path: 'token' }, BUDGET).documents;
  if (document?.ok !== true || document.root?.kind !== 'mapping') return undefined;
  return new Map(document.root.entries.map(({ key, value }) => [key.source, value]));
}

/** A member that is text, a number or a boolean, as it is. Integers that no double holds exactly are none. */
export function scalarOf(members: Members, name: string): string | number | boolean | undefined {
  const node = members.get(name);
  if (node?.kind !== 'scalar') return undefined;
  const { value } = node;
  return value === null || typeof value === 'bigint' ? undefined : value;
}

export function textOf(members: Members, name: string): string | undefined {
  const value = scalarOf(members, name);
  return typeof value === 'string' ? value : undefined;
}

/** The audiences: one text, or a list of texts (RFC 7519 4.1.3); `undefined` for anything else. */
export function audiencesOf(members: Members): readonly string[] | undefined {
  const node = members.get('aud');
  const items = node?.kind === 'scalar' ? [node] : node?.kind === 'sequence' ? itemsOf(node) : undefined;
  return items?.every((item) => item.kind === 'scalar' && typeof item.value === 'string') === true
    ? items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''))
    : undefined;
}
