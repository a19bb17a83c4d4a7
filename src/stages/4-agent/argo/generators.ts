import { boolOf, child, entriesOf, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { present, text } from '../read.ts';
import { globMatches } from './glob.ts';
import type { Parameters } from './template.ts';

export type Expansion =
  | { readonly ok: true; readonly parameters: readonly Parameters[] }
  | { readonly ok: false; readonly unexpanded: { readonly why: string; readonly supply: string } };

const MOST_APPLICATIONS = 5_000;
const SUPPLY = 'the generated Applications (argocd appset generate)';

/** The parameters that the generators yield together: `list`, `git` over folders of a repository in view, and `matrix` of two such. */
export function expandGenerators(
  generators: readonly YamlNode[],
  go: boolean,
  treeOf: (url: string) => SourceTree | undefined,
): Expansion {
  const all: Parameters[] = [];
  for (const generator of generators) {
    const one = expandOne(generator, go, treeOf);
    if (!one.ok) return one;
    all.push(...one.parameters);
    if (all.length > MOST_APPLICATIONS)
      return not(`more than ${MOST_APPLICATIONS} applications are generated`);
  }
  return { ok: true, parameters: all };
}

function expandOne(
  generator: YamlNode,
  go: boolean,
  treeOf: (url: string) => SourceTree | undefined,
): Expansion {
  const kinds = entriesOf(generator).map((entry) => entry.key.source);
  if (kinds.includes('selector')) return not('a generator’s selector is not evaluated');
  const [kind] = kinds;
  const body = child(generator, kind ?? '');
  if (kind === undefined || kinds.length !== 1 || body === undefined)
    return not('a generator could not be read');
  if (present(child(body, 'template'))) return not('a generator brings a template of its own');
  if (kind === 'list') return fromList(body);
  if (kind === 'git') return fromFolders(body, treeOf);
  if (kind === 'matrix') return fromMatrix(body, go, treeOf);
  return not(`what the ${kind} generator yields is not in the repository`);
}

function fromList(body: YamlNode): Expansion {
  if (present(child(body, 'elementsYaml'))) return not('elementsYaml is not evaluated');
  const parameters: Parameters[] = [];
  for (const element of itemsOf(child(body, 'elements'))) {
    const flat = new Map<string, string>();
    if (!flatten(element, '', flat)) return not('an element of the list is no set of plain values');
    parameters.push(flat);
  }
  return { ok: true, parameters };
}

function flatten(node: YamlNode, prefix: string, into: Map<string, string>): boolean {
  for (const { key, value } of entriesOf(node)) {
    const name = prefix === '' ? key.source : `${prefix}.${key.source}`;
    if (value.kind === 'mapping') {
      if (!flatten(value, name, into)) return false;
    } else if (value.kind === 'scalar') into.set(name, textOf(value) ?? '');
    else return false;
  }
  return node.kind === 'mapping';
}

function fromFolders(body: YamlNode, treeOf: (url: string) => SourceTree | undefined): Expansion {
  const rules = itemsOf(child(body, 'directories'));
  if (rules.length === 0 || present(child(body, 'files'))) return not('the git generator reads files');
  if (present(child(body, 'pathParamPrefix')) || itemsOf(child(body, 'values')).length > 0)
    return not('the git generator adds parameters that are not evaluated');
  const url = text(body, 'repoURL');
  const tree = url === undefined ? undefined : treeOf(url);
  if (tree === undefined)
    return {
      ok: false,
      unexpanded: {
        why: `the repository ${url ?? ''} is not in view`,
        supply: 'that repository, scanned together with this one',
      },
    };
  const included: string[] = [];
  for (const folder of foldersOf(tree)) {
    let taken = false;
    let refused = false;
    for (const rule of rules) {
      if (!globMatches(text(rule, 'path') ?? '', folder, 'file')) continue;
      if (boolOf(child(rule, 'exclude')) === true) refused = true;
      else taken = true;
    }
    if (taken && !refused) included.push(folder);
  }
  return { ok: true, parameters: included.map(folderParameters) };
}

/** Folders that hold anything, the hidden ones left out as the agent does. */
function foldersOf(tree: SourceTree): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of tree.entries) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders].filter((folder) => !folder.split('/').some((part) => part.startsWith('.'))).sort();
}

function folderParameters(folder: string): Parameters {
  const parts = folder.split('/');
  const base = parts.at(-1) ?? '';
  const parameters = new Map([
    ['path', folder],
    ['path.basename', base],
    ['path.basenameNormalized', normalized(base)],
  ]);
  for (const [index, part] of parts.entries()) parameters.set(`path[${index}]`, part);
  return parameters;
}

/** SanitizeName of the agent: what a label may hold, in lower case. */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/gu, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/gu, '');
}

function fromMatrix(body: YamlNode, go: boolean, treeOf: (url: string) => SourceTree | undefined): Expansion {
  const [first, second, ...more] = itemsOf(child(body, 'generators'));
  if (first === undefined || second === undefined || more.length > 0)
    return not('a matrix takes two generators');
  const left = expandOne(first, go, treeOf);
  if (!left.ok) return left;
  if (hasExpression(second)) return not('the second generator of a matrix depends on the first');
  const right = expandOne(second, go, treeOf);
  if (!right.ok) return right;
  if (left.parameters.length * right.parameters.length > MOST_APPLICATIONS)
    return not('the matrix is too large');
  return {
    ok: true,
    parameters: left.parameters.flatMap((a) => right.parameters.map((b) => new Map([...a, ...b]))),
  };
}

function hasExpression(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.source.includes('{{');
  return node.kind === 'sequence'
    ? node.items.some(hasExpression)
    : node.entries.some((entry) => hasExpression(entry.value));
}

function not(why: string): Expansion {
  return { ok: false, unexpanded: { why, supply: SUPPLY } };
}
