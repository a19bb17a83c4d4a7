import type { MappingEntry, YamlNode } from '../../../formats/yaml/tree.ts';

/** Parameters of one generated Application, flattened: `cluster`, `path.basename`, `path[0]`. */
export type Parameters = ReadonlyMap<string, string>;

/**
 * The template with `{{name}}` (or, with Go templates, `{{.name}}`) replaced in every text, places kept;
 * `undefined` where it has any other expression or names a parameter that is not there.
 */
export function fillTemplate(node: YamlNode, parameters: Parameters, go: boolean): YamlNode | undefined {
  if (node.kind === 'scalar') {
    const filled = fillText(node.source, parameters, go);
    if (filled === undefined) return undefined;
    return filled === node.source
      ? node
      : { kind: 'scalar', value: filled, source: filled, style: 'double', at: node.at };
  }
  if (node.kind === 'sequence') {
    const items: YamlNode[] = [];
    for (const item of node.items) {
      const filled = fillTemplate(item, parameters, go);
      if (filled === undefined) return undefined;
      items.push(filled);
    }
    return { kind: 'sequence', items, at: node.at };
  }
  const entries: MappingEntry[] = [];
  for (const entry of node.entries) {
    const value = fillTemplate(entry.value, parameters, go);
    if (value === undefined) return undefined;
    entries.push({ key: entry.key, value });
  }
  return { kind: 'mapping', entries, at: node.at };
}

function fillText(source: string, parameters: Parameters, go: boolean): string | undefined {
  let filled = '';
  let at = 0;
  for (;;) {
    const open = source.indexOf('{{', at);
    if (open === -1) return filled + source.slice(at);
    const close = source.indexOf('}}', open);
    if (close === -1) return undefined;
    const expression = source
      .slice(open + 2, close)
      .replace(/^-\s/u, '')
      .replace(/\s-$/u, '')
      .trim();
    const name = go ? goName(expression) : expression;
    const value = name === undefined ? undefined : parameters.get(name);
    if (value === undefined) return undefined;
    filled += source.slice(at, open) + value;
    at = close + 2;
  }
}

/** `.a.b` is the parameter `a.b`; `index .path.segments 1` is `path[1]`; `.path.path` is the whole path. */
function goName(expression: string): string | undefined {
  const segment = /^index \.path\.segments (\d{1,3})$/u.exec(expression);
  if (segment !== null) return `path[${segment[1] ?? ''}]`;
  if (!/^\.[A-Za-z_][A-Za-z0-9_.]*$/u.test(expression)) return undefined;
  return expression === '.path.path' ? 'path' : expression.slice(1);
}
