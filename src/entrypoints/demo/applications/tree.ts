import type { Dice } from '../dice.ts';
import { CLUSTERS, repositoryOf, type Team } from '../organisation/teams.ts';
import { deployBase, deployOverlay, overlayPath } from './manifests.ts';
import { deliverWorkflow, validateWorkflow } from './workflows.ts';

/** A team's repository as it began, before anything was planted. */
export function applicationFiles(team: Team, dice: Dice): ReadonlyMap<string, string> {
  const { name } = team;
  return new Map([
    ['README.md', `# ${repositoryOf(name)}\n\nThe service that ${team.purpose}.\n`],
    ['.github/CODEOWNERS', `*           @acme/team-${name}\n/.github/   @acme/platform-security\n`],
    ['.github/workflows/validate.yaml', validateWorkflow()],
    ['.github/workflows/deliver.yaml', deliverWorkflow(name)],
    ['package.json', `{\n  "name": "@acme/${name}",\n  "private": true,\n  "type": "module"\n}\n`],
    ['build/image.sh', `#!/bin/sh\nset -eu\ndocker build --tag "$REGISTRY/${name}:$GITHUB_SHA" .\n`],
    [
      'Dockerfile',
      `FROM node:24-slim@sha256:${dice.hex(64, 'image/node')}\nCOPY . /app\nCMD ["node", "/app/src/main.js"]\n`,
    ],
    ['src/main.js', `import './routes.js';\n`],
    ['src/routes.js', `export const routes = [];\n`],
    ['docs/runbook.md', `# Runbook of ${name}\n`],
    ['pages/index.html', `<!doctype html>\n<title>${name}</title>\n`],
    ...deployBase(name),
    ...CLUSTERS.map(
      (cluster) => [overlayPath(cluster), deployOverlay(name, cluster, 'first', dice)] as const,
    ),
  ]);
}
