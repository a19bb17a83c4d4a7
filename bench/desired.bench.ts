import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCliOpener } from '../src/adapters/git-cli/opener.ts';
import { systemPause } from '../src/adapters/system/pause.ts';
import { renderPoint } from '../src/flows/guard/desired/point.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const OBJECTS = 10_000;
const A_FILE = 50;
const BUDGET_MILLISECONDS = 3_000;

/** What a commit with 10,000 bindings says a cluster should be, from Git's objects. */
export async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mainward-desired-'));
  try {
    const commit = repositoryIn(folder);
    const place = {
      roots: [{ repository: 'rbac', namespace: 'flux-system', name: 'rbac', path: 'rbac' }],
      sources: [
        {
          namespace: 'flux-system',
          name: 'rbac',
          repository: 'rbac',
          path: folder,
          ref: 'refs/heads/main',
        },
      ],
    };
    const ports = { git: new GitCliOpener(), pause: systemPause };
    const ours = await medianMilliseconds(3, async () => {
      const { objects, unknown } = await renderPoint(new Map([['rbac', commit]]), place, ports);
      if (objects.size !== OBJECTS || unknown.length > 0) throw new Error('Not all of it was rendered.');
    });
    const name = 'desired state of a commit, 10,000 bindings';
    return [{ name, ours, reference: BUDGET_MILLISECONDS, unit: 'ms', against: 'budget', limit: 1 }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function repositoryIn(folder: string): string {
  const git = (...argv: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...argv], {
      encoding: 'utf8',
    }).trim();
  git('init', '-q', '-b', 'main');
  mkdirSync(join(folder, 'rbac'));
  const files = Array.from({ length: OBJECTS / A_FILE }, (_, file) => `f${file}.yaml`);
  for (const [index, file] of files.entries()) {
    const objects = Array.from({ length: A_FILE }, (_, one) => binding(`b${one}`, `ns${index}`, `u${one}`));
    writeFileSync(join(folder, 'rbac', file), objects.join('---\n'));
  }
  writeFileSync(join(folder, 'rbac/kustomization.yaml'), `resources: [${files.join(', ')}]\n`);
  git('add', '-A');
  git('commit', '-qm', 'Begin');
  return git('rev-parse', 'HEAD');
}

function binding(name: string, namespace: string, user: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${namespace}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: ${user}}
`;
}
