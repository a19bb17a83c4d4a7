import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from '../tree.ts';

/** Whether a text says, in the same order, what another one says but for some of its nodes. */
export function sameWithout(before: YamlNode, after: YamlNode, gone: ReadonlySet<YamlNode>): boolean {
  if (before.kind === 'scalar') return after.kind === 'scalar' && sameScalar(before, after);
  if (before.kind === 'sequence') return after.kind === 'sequence' && sameItems(before, after, gone);
  return after.kind === 'mapping' && sameEntries(before, after, gone);
}

function sameScalar(before: ScalarNode, after: ScalarNode): boolean {
  return before.value === after.value && before.source === after.source && before.style === after.style;
}

function sameItems(before: SequenceNode, after: SequenceNode, gone: ReadonlySet<YamlNode>): boolean {
  const kept = before.items.filter((one) => !gone.has(one));
  return kept.length === after.items.length && kept.every((one, at) => same(one, after.items[at], gone));
}

function sameEntries(before: MappingNode, after: MappingNode, gone: ReadonlySet<YamlNode>): boolean {
  const kept = before.entries.filter(({ value }) => !gone.has(value));
  return (
    kept.length === after.entries.length &&
    kept.every(
      ({ key, value }, at) =>
        same(key, after.entries[at]?.key, gone) && same(value, after.entries[at]?.value, gone),
    )
  );
}

function same(before: YamlNode, after: YamlNode | undefined, gone: ReadonlySet<YamlNode>): boolean {
  return after !== undefined && sameWithout(before, after, gone);
}
