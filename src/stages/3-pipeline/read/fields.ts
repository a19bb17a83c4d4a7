import { entriesOf, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { MappingEntry, YamlNode } from '../../../formats/yaml/tree.ts';
import type { Field, Variable } from '../../../model/workflow.ts';

/** A key with a scalar value; `undefined` for a mapping, a list or nothing. */
export function fieldOf(entry: MappingEntry | undefined): Field | undefined {
  const value = textOf(entry?.value);
  return entry === undefined || value === undefined
    ? undefined
    : { value, at: entry.value.at, keyAt: entry.key.at };
}

/** Entries with scalar values, as names and texts; the others are left out. */
export function variablesOf(node: YamlNode | undefined): readonly Variable[] {
  return entriesOf(node).flatMap((entry) => {
    const field = fieldOf(entry);
    return field === undefined ? [] : [{ name: entry.key.source, ...field }];
  });
}

/** A text or a list of texts, each with its place. */
export function listOf(entry: MappingEntry | undefined): readonly Field[] {
  if (entry === undefined) return [];
  const nodes = entry.value.kind === 'sequence' ? itemsOf(entry.value) : [entry.value];
  return nodes.flatMap((node) => {
    const value = textOf(node);
    return value === undefined ? [] : [{ value, at: node.at, keyAt: entry.key.at }];
  });
}

/** The value of the variable with a name, whatever its case. */
export function variable(variables: readonly Variable[], name: string): Variable | undefined {
  const wanted = name.toLowerCase();
  return variables.find((one) => one.name.toLowerCase() === wanted);
}

/** `true` written plainly, in quotes or not. */
export function isTrue(field: Pick<Field, 'value'> | undefined): boolean {
  return field?.value.trim().toLowerCase() === 'true';
}
