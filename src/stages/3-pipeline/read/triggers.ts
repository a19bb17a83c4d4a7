import { child, entriesOf, entry, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { MappingEntry, YamlNode } from '../../../formats/yaml/tree.ts';
import type { Trigger, TriggerFilter } from '../../../model/workflow.ts';
import { listOf } from './fields.ts';

/** Reads `on:` in its three forms: a name, a list of names, a mapping. */
export function triggersOf(node: YamlNode | undefined): readonly Trigger[] {
  const single = textOf(node);
  if (single !== undefined && node !== undefined) return [bare(single, node)];
  if (node?.kind === 'sequence') {
    return itemsOf(node).flatMap((item) => {
      const event = textOf(item);
      return event === undefined ? [] : [bare(event, item)];
    });
  }
  return entriesOf(node).map(configured);
}

function bare(event: string, node: YamlNode): Trigger {
  return { event, types: [], workflows: [], at: node.at };
}

function configured({ key, value }: MappingEntry): Trigger {
  const branches = filterOf(value, 'branches');
  const tags = filterOf(value, 'tags');
  const paths = filterOf(value, 'paths');
  return {
    event: key.source,
    types: listOf(entry(value, 'types')),
    workflows: listOf(entry(value, 'workflows')),
    ...(branches === undefined ? {} : { branches }),
    ...(tags === undefined ? {} : { tags }),
    ...(paths === undefined ? {} : { paths }),
    at: key.at,
  };
}

function filterOf(node: YamlNode, name: string): TriggerFilter | undefined {
  const only = entry(node, name);
  if (only !== undefined) return { patterns: listOf(only), ignore: false };
  const ignored = entry(node, `${name}-ignore`);
  return ignored === undefined ? undefined : { patterns: listOf(ignored), ignore: true };
}

/** The `on` key. YAML 1.1 would read it as true, so the text counts. */
export function onOf(root: YamlNode): YamlNode | undefined {
  return child(root, 'on');
}
