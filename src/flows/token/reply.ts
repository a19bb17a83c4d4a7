import { readJson } from '../../formats/json/read.ts';
import { entriesOf } from '../../formats/yaml/access.ts';

/** The texts and numbers at the top of a JSON object; nothing where it is none. */
export function readReply(body: Uint8Array): Readonly<Record<string, string | number>> {
  const [document] = readJson(
    body,
    { path: 'reply' },
    { bytes: 1 << 20, depth: 16, nodes: 10_000 },
  ).documents;
  if (document?.ok !== true || document.root === undefined) return {};
  return Object.fromEntries(
    entriesOf(document.root).flatMap(({ key, value }) =>
      value.kind === 'scalar' && (typeof value.value === 'string' || typeof value.value === 'number')
        ? [[key.source, value.value] as const]
        : [],
    ),
  );
}
