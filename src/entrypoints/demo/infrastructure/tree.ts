import { PINNED } from '../applications/actions.ts';
import type { Dice } from '../dice.ts';
import { CLUSTERS, TEAMS } from '../organisation/teams.ts';
import { argocd } from './argocd.ts';
import { fluxSystem } from './flux.ts';
import { kustomization, kustomizationText } from './kustomization.ts';
import { CODEOWNERS, README, REQUIREMENTS, REVIEWS, system } from './policy.ts';
import { AGENT_ROLES, CLUSTER_BINDINGS, PLATFORM_RECONCILER, TENANT_ROLES } from './roles.ts';
import { tenantBase, tenantOverlay } from './tenants.ts';

/** The repository `infrastructure` as it began, before anything was planted. */
export function infrastructureFiles(dice: Dice): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', README],
    ['.github/CODEOWNERS', CODEOWNERS],
    ['.github/workflows/validate.yaml', VALIDATE],
    ['.mainward/system.yaml', system()],
    ['.mainward/requirements.yaml', REQUIREMENTS],
    ['.mainward/reviews.yaml', REVIEWS],
    ...kustomization('base/rbac', [], {
      'tenant-roles.yaml': TENANT_ROLES,
      'agent-roles.yaml': AGENT_ROLES,
      'platform-reconciler.yaml': PLATFORM_RECONCILER,
      'cluster-bindings.yaml': CLUSTER_BINDINGS,
    }),
    ...TEAMS.flatMap((team) => [...tenantBase(team)]),
    ...CLUSTERS.flatMap((cluster) => [
      [
        `clusters/${cluster}/kustomization.yaml`,
        kustomizationText([
          '../../base/rbac',
          'argocd',
          'flux-system',
          ...TEAMS.map((team) => `tenants/${team.name}`),
        ]),
      ] as const,
      ...argocd(cluster),
      ...fluxSystem(cluster, dice),
      ...TEAMS.flatMap((team) => [...tenantOverlay(team, cluster)]),
    ]),
  ]);
}

const VALIDATE = `name: validate
on:
  pull_request:
    branches: [main]
permissions: {}
jobs:
  render:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - run: kubectl kustomize clusters/staging > staging.yaml
      - run: kubectl kustomize clusters/production > production.yaml
`;
