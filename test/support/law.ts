/**
 * The import law, written once more than in the project references: which layer may import which. The tests
 * compare both, and prove that the compiler refuses the rest.
 */
const STAGES = [
  'stages/1-commit',
  'stages/2-review',
  'stages/3-pipeline',
  'stages/4-agent',
  'stages/5-cluster',
];
const JUDGING = ['model', 'formats', ...STAGES, 'chain'];

export const LAW: Readonly<Record<string, readonly string[]>> = {
  model: [],
  formats: ['model'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, ['model', 'formats']])),
  chain: ['model', 'formats', ...STAGES],
  controls: JUDGING,
  policy: ['model', 'formats'],
  reports: ['model'],
  ledger: ['model'],
  ports: ['model'],
  adapters: ['model', 'formats', 'ports'],
  flows: [...JUDGING, 'controls', 'policy', 'reports', 'ledger', 'ports'],
  entrypoints: [...JUDGING, 'controls', 'policy', 'reports', 'ledger', 'ports', 'adapters', 'flows'],
  // It runs in browsers, and asks the server for everything else.
  console: ['model', 'ledger'],
};

/** Where a layer's project lies, from the root. */
export function projectOf(layer: string): string {
  return layer === 'console' ? 'console' : `src/${layer}`;
}

/** Where its sources lie. */
export function sourcesOf(layer: string): string {
  return layer === 'console' ? 'console/src' : `src/${layer}`;
}

/** Every import the law forbids, as `[from, to]`. */
export function forbiddenImports(): readonly (readonly [string, string])[] {
  const layers = Object.keys(LAW);
  return layers.flatMap((from) =>
    layers.filter((to) => to !== from && !LAW[from]?.includes(to)).map((to) => [from, to] as const),
  );
}
