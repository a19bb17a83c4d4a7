import { remove } from '../src/formats/kubernetes/removal/remove.ts';
import type { Target } from '../src/formats/kubernetes/removal/target.ts';
import { treeOf } from '../src/formats/kustomize/fixtures/tree.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const BUDGET_MILLISECONDS = 400;
const FILES = 50;
const BINDINGS = 10;
const SUBJECTS = 20;

/** 100 subjects, two a file, taken out of 50 files with 10 bindings of 20 subjects each, which a kustomization lists. */
export async function measure(): Promise<readonly Measurement[]> {
  const names = Array.from({ length: FILES }, (_, at) => `b${at}.yaml`);
  const targets = names.flatMap((name): readonly Target[] =>
    [2, 7].map((number) => ({
      at: { path: `rbac/${name}`, line: number * (9 + SUBJECTS * 3) + 3, column: 1 },
      object: { kind: 'RoleBinding', name: `r${number}` },
      subject: { kind: 'User', name: `p${number}` },
    })),
  );
  const ours = await medianMilliseconds(5, () => {
    // Made anew, because what is read of a tree is kept with it.
    const files = names.map((name) => [`rbac/${name}`, file()] as const);
    const list = `resources:\n${names.map((name) => `  - ${name}\n`).join('')}`;
    const tree = treeOf({ ...Object.fromEntries(files), 'rbac/kustomization.yaml': list });
    const { outcomes } = remove(tree, targets);
    if (outcomes.some(({ kind }) => kind !== 'removed')) throw new Error('Not everything was removed.');
  });
  return [
    {
      name: 'removal, 100 subjects in 50 files',
      ours,
      reference: BUDGET_MILLISECONDS,
      unit: 'ms',
      against: 'budget',
      limit: 1,
    },
  ];
}

function file(): string {
  return Array.from({ length: BINDINGS }, (_, at) => binding(`r${at}`)).join('');
}

function binding(name: string): string {
  const subjects = Array.from(
    { length: SUBJECTS },
    (_, at) => `  - kind: User\n    name: p${at}\n    apiGroup: rbac.authorization.k8s.io\n`,
  );
  return `---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ${name}, namespace: payments}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: edit
subjects:
${subjects.join('')}`;
}
