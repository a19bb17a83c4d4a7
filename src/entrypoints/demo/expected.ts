import { child, itemsOf, numberOf, textOf } from '../../formats/yaml/access.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';

/** One line of `expected.yaml`: a weakness of the demo, and where a scan is to find it. */
export interface ExpectedFinding {
  readonly id: string;
  readonly weakness: string;
  readonly control: string;
  /** Further controls that rightly speak of the same thing. */
  readonly also: readonly string[];
  readonly repository: string;
  /** In the repository; what begins with `evidence/` counts from the demo's folder. */
  readonly path?: string;
  readonly line?: number;
  /** The commit that it is about. */
  readonly commit?: string;
  /** The commit on `main` that brought it. */
  readonly landing?: string;
  readonly pullRequest?: number;
  readonly subject?: string;
}

const SCHEMA = 'mainward.dev/demo-expected/v1';

export function writeExpected(seed: number, now: string, findings: readonly ExpectedFinding[]): string {
  const entries = findings.map((finding) =>
    Object.entries(finding)
      .filter(([, value]) => !Array.isArray(value) || value.length > 0)
      .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${JSON.stringify(value)}\n`)
      .join(''),
  );
  return `# What is wrong at acme, and where it shows. Everything else is meant to be in order.
schema: ${SCHEMA}
seed: ${seed}
now: '${now}'
findings:
${entries.join('')}`;
}

/** Reads what {@link writeExpected} wrote. Throws `RangeError` for anything else. */
export function readExpected(bytes: Uint8Array): readonly ExpectedFinding[] {
  const [document] = readYaml(bytes, { path: 'expected.yaml' }).documents;
  const root = document?.ok === true ? document.root : undefined;
  if (textOf(child(root, 'schema')) !== SCHEMA) throw new RangeError(`This is no ${SCHEMA}.`);
  return itemsOf(child(root, 'findings')).map(finding);
}

function finding(node: YamlNode): ExpectedFinding {
  const text = (key: string): string | undefined => textOf(child(node, key));
  const line = numberOf(child(node, 'line'));
  const pullRequest = numberOf(child(node, 'pullRequest'));
  const [path, commit, landing, subject] = (['path', 'commit', 'landing', 'subject'] as const).map(text);
  return {
    id: text('id') ?? '',
    weakness: text('weakness') ?? '',
    control: text('control') ?? '',
    also: itemsOf(child(node, 'also')).map((item) => textOf(item) ?? ''),
    repository: text('repository') ?? '',
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(commit === undefined ? {} : { commit }),
    ...(landing === undefined ? {} : { landing }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(subject === undefined ? {} : { subject }),
  };
}
