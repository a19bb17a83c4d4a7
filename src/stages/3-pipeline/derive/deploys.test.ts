import { describe, expect, it } from 'vitest';
import { jobIn, workflow } from '../fixtures/workflows.ts';

function deploys(steps: string): readonly string[] {
  return jobIn(workflow('push', '', steps)).deploys.map(
    ({ target, effect, confidence }) => `${target} ${effect} ${confidence}`,
  );
}

describe('what changes what runs', () => {
  it.each([
    ['kubectl apply -f x', 'kubernetes change certain'],
    ['kubectl --context prod -n shop apply -f x', 'kubernetes change certain'],
    ['kubectl rollout restart deploy/x', 'kubernetes change certain'],
    ['helm upgrade --install x ./chart', 'kubernetes change certain'],
    ['terraform apply -auto-approve', 'terraform change certain'],
    ['terraform -chdir=live apply -auto-approve', 'terraform change certain'],
    ['argocd app sync shop', 'argocd change certain'],
    ['aws s3 sync pages/ s3://x', 'aws change likely'],
  ])('%s: %s', (script, expected) => {
    expect(deploys(`- run: ${script}`)).toEqual([expected]);
  });

  it.each([
    ['kubectl get pods'],
    ['kubectl diff -f x'],
    ['kubectl apply --dry-run=server -f x'],
    ['helm diff upgrade x ./chart'],
    ['terraform plan'],
  ])('%s only looks', (script) => {
    for (const one of deploys(`- run: ${script}`)) expect(one).toContain(' look ');
  });

  it.each([
    ['echo kubectl apply'],
    ['# kubectl apply -f x\n    true'],
    ['helm template x'],
    ['terraform fmt'],
    ['kubectl version'],
  ])('%s does not', (script) => {
    expect(deploys(`- run: |\n    ${script}\n`).filter((one) => one.includes('change'))).toEqual([]);
  });
});
