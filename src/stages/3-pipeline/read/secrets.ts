import { entry, textOf } from '../../../formats/yaml/access.ts';
import type { SourceText } from '../../../formats/yaml/source.ts';
import type { ScalarNode, YamlNode } from '../../../formats/yaml/tree.ts';
import type { Location } from '../../../model/location.ts';
import type { SecretUse } from '../../../model/workflow.ts';
import { type Expression, embedded, parseExpression } from '../expression/parse.ts';
import { pathOf, within } from '../expression/walk.ts';
import { placeIn } from './place.ts';

type Named = SecretUse['named'][number];

/**
 * Which secrets are sent to the runner for a job: those it names in any expression, or all of them where
 * the whole context or a computed name is used. `nodes` are the job and what it inherits (`env` of the workflow).
 */
export function secretUse(nodes: readonly (YamlNode | undefined)[], source: SourceText): SecretUse {
  const named: Named[] = [];
  let all: SecretUse['all'];
  for (const node of nodes) {
    for (const { scalar, keys, step } of scalarsIn(node)) {
      for (const expression of expressionsOf(scalar, keys.at(-1))) {
        for (const one of within(expression)) {
          if (one.kind !== 'reference' || one.root !== 'secrets') continue;
          const at = placeIn(source, scalar.at, scalar.source, one.start, one.end);
          const [first] = one.path;
          if (first !== undefined && 'name' in first) {
            if (first.name === 'github_token') continue;
            const name = first.name.toUpperCase();
            named.push({ name, at, in: kindOf(keys), ...(step === undefined ? {} : { step }) });
          } else all ??= { why: `${pathOf(one)} stands for every secret`, at };
        }
      }
    }
  }
  const inherit = nodes.map(inherited).find((at) => at !== undefined);
  return { named, ...(all === undefined ? {} : { all }), ...(inherit === undefined ? {} : { inherit }) };
}

function inherited(node: YamlNode | undefined): Location | undefined {
  const found = entry(node, 'secrets');
  return textOf(found?.value) === 'inherit' ? found?.value.at : undefined;
}

function expressionsOf(scalar: ScalarNode, key: string | undefined): readonly Expression[] {
  const parts = embedded(scalar.source);
  if (parts.length > 0) return parts.flatMap((part) => part.expression ?? []);
  const bare = key === 'if' ? parseExpression(scalar.source) : undefined;
  return bare === undefined ? [] : [bare];
}

interface Found {
  readonly scalar: ScalarNode;
  readonly keys: readonly string[];
  readonly step?: string;
}

function scalarsIn(node: YamlNode | undefined): readonly Found[] {
  const found: Found[] = [];
  const visit = (one: YamlNode, keys: readonly string[], step: string | undefined): void => {
    if (one.kind === 'scalar') {
      found.push({ scalar: one, keys, ...(step === undefined ? {} : { step }) });
    } else if (one.kind === 'mapping') {
      for (const { key, value } of one.entries) visit(value, [...keys, key.source], step);
    } else {
      one.items.forEach((item, index) =>
        visit(item, keys, keys.at(-1) === 'steps' ? stepName(item, index) : step),
      );
    }
  };
  if (node !== undefined) visit(node, [], undefined);
  return found;
}

function stepName(item: YamlNode, index: number): string {
  for (const key of ['id', 'name', 'uses']) {
    const text = textOf(entry(item, key)?.value);
    if (text !== undefined) return text;
  }
  return `step ${index + 1}`;
}

function kindOf(keys: readonly string[]): Named['in'] {
  if (keys.includes('container') || keys.includes('services')) return 'container';
  if (keys.at(-1) === 'run') return 'run';
  if (keys.at(-1) === 'if') return 'condition';
  if (keys.includes('steps') && keys.includes('with')) return 'with';
  if (keys[0] === 'secrets') return 'call';
  return keys.includes('env') ? 'env' : 'other';
}
