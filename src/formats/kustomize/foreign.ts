import type { Location } from '../../model/location.ts';
import type { SourceTree } from '../../model/tree.ts';
import { child, entriesOf, isNull, itemsOf, textOf } from '../yaml/access.ts';
import { readYaml, readYamlText } from '../yaml/read.ts';
import { SourceText } from '../yaml/source.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { type Kustomization, references } from './file.ts';
import { resolvePath } from './paths.ts';

/** What judging the unsupported parts of a kustomization needs. */
export interface ForeignContext {
  readonly tree: SourceTree;
  /** Kinds of interest. */
  readonly kinds: ReadonlySet<string>;
  consume(path: string): void;
  unknown(reason: string, at: Location, kinds?: readonly string[]): void;
}

/** Built-in transformers and generators whose effect can never reach identity or access. */
const HARMLESS: ReadonlySet<string> = new Set([
  'ImageTagTransformer',
  'ReplicaCountTransformer',
  'HashTransformer',
  'ConfigMapGenerator',
  'SecretGenerator',
]);

/** Reports what this renderer does not do, where it can concern an object of interest, and notes the files it takes in. */
export function judgeForeign(
  kustomization: Kustomization,
  present: ReadonlySet<string>,
  context: ForeignContext,
): void {
  const { body } = kustomization;
  const concerned = [...present].filter((kind) => context.kinds.has(kind));
  for (const field of ['helmCharts', 'helmChartInflationGenerator']) {
    for (const chart of itemsOf(child(body, field))) {
      const name = textOf(child(chart, 'name')) ?? textOf(child(chart, 'chartName')) ?? 'without a name';
      context.unknown(`the Helm chart ${name} is not rendered`, chart.at);
    }
  }
  judgePlugins(kustomization, 'generators', undefined, context);
  if (concerned.length > 0) judgePlugins(kustomization, 'transformers', concerned, context);
  else consumeAll(kustomization, 'transformers', context);
  consumeAll(kustomization, 'validators', context);
  consumeAll(kustomization, 'crds', context);
  consumeInputs(kustomization, context);
  judgeReplacements(kustomization, concerned, context);
  judgeConfigurations(kustomization, concerned, context);
}

function judgePlugins(
  kustomization: Kustomization,
  field: string,
  kinds: readonly string[] | undefined,
  context: ForeignContext,
): void {
  for (const one of references(child(kustomization.body, field))) {
    const documents = readReference(kustomization, one.node, context);
    const plugins = documents?.map((root) => textOf(child(root, 'kind')) ?? 'without a kind');
    if (plugins !== undefined && plugins.length > 0 && plugins.every((kind) => HARMLESS.has(kind))) continue;
    context.unknown(`the ${field.slice(0, -1)} ${plugins?.join(', ') || 'here'} is not run`, one.at, kinds);
  }
}

function judgeReplacements(
  kustomization: Kustomization,
  concerned: readonly string[],
  context: ForeignContext,
): void {
  for (const entry of itemsOf(child(kustomization.body, 'replacements'))) {
    const path = child(entry, 'path');
    const roots = path === undefined ? [entry] : readReference(kustomization, path, context);
    const targets = roots
      ?.flatMap((root) => (root.kind === 'sequence' ? root.items : [root]))
      .flatMap((root) => itemsOf(child(root, 'targets')));
    const kinds = concerned.filter(
      (kind) => targets?.some((target) => maySelect(child(target, 'select'), kind)) ?? true,
    );
    if (kinds.length > 0) context.unknown('a replacement is not applied', entry.at, kinds);
  }
}

function maySelect(select: YamlNode | undefined, kind: string): boolean {
  const wanted = textOf(child(select, 'kind'));
  return wanted === undefined || wanted === '' || wanted === kind || /[^A-Za-z]/.test(wanted);
}

function judgeConfigurations(
  kustomization: Kustomization,
  concerned: readonly string[],
  context: ForeignContext,
): void {
  for (const one of references(child(kustomization.body, 'configurations'))) {
    const roots = readReference(kustomization, one.node, context);
    const kinds = concerned.filter((kind) => roots?.some((root) => configures(root, kind)) ?? true);
    if (kinds.length > 0) context.unknown('a transformer configuration is not applied', one.at, kinds);
  }
  const openapi = child(kustomization.body, 'openapi', 'path');
  if (openapi === undefined) return;
  consume(kustomization, openapi, context);
  const custom = concerned.filter((kind) => !/^(?:Cluster)?Role(?:Binding)?$/.test(kind));
  if (custom.length > 0)
    context.unknown('patches may merge lists by an OpenAPI schema that is not read', openapi.at, custom);
}

/** Whether a transformer configuration has a rule for fields of a kind; rules about images and replicas reach no access. */
function configures(root: YamlNode, kind: string): boolean {
  return entriesOf(root).some(({ key, value }) => {
    if (key.source === 'images' || key.source === 'replicas') return false;
    const specs =
      key.source === 'nameReference'
        ? itemsOf(value).flatMap((one) => itemsOf(child(one, 'fieldSpecs')))
        : itemsOf(value);
    return specs.some((spec) => maySelect(spec, kind) && !isOfChart(spec));
  });
}

/** What a Helm release hands to its chart is no object of its own. */
function isOfChart(spec: YamlNode): boolean {
  const path = textOf(child(spec, 'path')) ?? '';
  return textOf(child(spec, 'kind')) === 'HelmRelease' && /^\/?spec\/values(?:From)?(?:\/|\[|$)/.test(path);
}

function readReference(
  kustomization: Kustomization,
  node: YamlNode | undefined,
  context: ForeignContext,
): readonly YamlNode[] | undefined {
  const text = textOf(node) ?? '';
  const origin = { path: kustomization.path, repository: context.tree.repository };
  if (/[\n{]/.test(text.trim())) return rootsOf(readYamlText(new SourceText(text, origin)));
  const path = node === undefined ? undefined : consume(kustomization, node, context);
  const bytes = path === undefined ? undefined : context.tree.read(path);
  if (path === undefined || bytes === undefined || 'unread' in bytes) return undefined;
  return rootsOf(readYaml(bytes, { ...origin, path }));
}

function rootsOf(file: ReturnType<typeof readYaml>): readonly YamlNode[] | undefined {
  if (file.documents.some((one) => !one.ok)) return undefined;
  return file.documents.flatMap((one) => (one.ok && one.root !== undefined ? [one.root] : []));
}

function consume(kustomization: Kustomization, node: YamlNode, context: ForeignContext): string | undefined {
  const resolved = resolvePath(kustomization.directory, textOf(node) ?? '');
  if ('refused' in resolved || !context.tree.has(resolved.path)) return undefined;
  context.consume(resolved.path);
  return resolved.path;
}

function consumeAll(kustomization: Kustomization, field: string, context: ForeignContext): void {
  for (const item of itemsOf(child(kustomization.body, field))) consume(kustomization, item, context);
}

/** Files that only generated maps and secrets, or a chart's values, are made of. */
function consumeInputs(kustomization: Kustomization, context: ForeignContext): void {
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    for (const generator of itemsOf(child(kustomization.body, field))) {
      const inputs = [...itemsOf(child(generator, 'files')), ...itemsOf(child(generator, 'envs'))];
      const env = child(generator, 'env');
      for (const input of env === undefined || isNull(env) ? inputs : [...inputs, env])
        consumeInput(kustomization, input, context);
    }
  }
  for (const chart of itemsOf(child(kustomization.body, 'helmCharts'))) {
    const files = [...itemsOf(child(chart, 'additionalValuesFiles'))];
    const values = child(chart, 'valuesFile');
    for (const file of values === undefined ? files : [...files, values])
      consume(kustomization, file, context);
  }
}

/** `[key=]path` */
function consumeInput(kustomization: Kustomization, node: YamlNode, context: ForeignContext): void {
  const text = textOf(node) ?? '';
  const resolved = resolvePath(kustomization.directory, text.slice(text.indexOf('=') + 1));
  if ('path' in resolved && context.tree.has(resolved.path)) context.consume(resolved.path);
}
