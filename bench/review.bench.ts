import { GitCliOpener } from '../src/adapters/git-cli/opener.ts';
import { NO_EVIDENCE } from '../src/flows/evidence/evidence.ts';
import { previewReview } from '../src/flows/review/preview.ts';
import { importedRepository } from './imported-repository.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const BUDGET_MILLISECONDS = 3_000;
/** Changed whenever what is generated changes. */
const EDITION = 1;
const NAMESPACES = 400;
const PEOPLE = 1_000;
/** Of each group: one item for itself, and one for each of its members. */
const MEMBERS = 24;
const COMMITS = 500;

/** A campaign of 10,000 items over a history of 500 landings: population, origins, reviewers. */
export async function measure(): Promise<readonly Measurement[]> {
  const path = await importedRepository({
    edition: `review-${EDITION}`,
    name: 'reviewed',
    stream,
  });
  let items = 0;
  const ours = await medianMilliseconds(3, async () => {
    const made = await previewReview(
      { path, definition: 'quarterly', revision: 'HEAD', now: '2026-11-20T09:00:00Z', evidence: NO_EVIDENCE },
      { git: new GitCliOpener() },
    );
    items = made.items.length;
  });
  return [
    {
      name: `review, a campaign of ${items.toLocaleString('en-US')} items`,
      ours,
      reference: BUDGET_MILLISECONDS,
      unit: 'ms',
      against: 'budget',
      limit: 1,
    },
  ];
}

function* stream(): Generator<string> {
  yield commit(1);
  yield file('.mainward/review.yaml', DEFINITION);
  yield file('.mainward/roster.yaml', roster());
  yield file('rbac/roles.yaml', ROLE);
  for (let number = 0; number < NAMESPACES; number += 1) yield file(pathOf(number), binding(number, 0));
  for (let number = 2; number <= COMMITS; number += 1) {
    yield commit(number);
    yield file(pathOf(number % NAMESPACES), binding(number % NAMESPACES, number));
  }
}

function pathOf(number: number): string {
  return `rbac/tenants/${number}.yaml`;
}

function commit(number: number): string {
  const who = `Person <p${number % PEOPLE}@example.org> ${1_700_000_000 + number * 3_600} +0000`;
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(`Change ${number}`)}`;
}

function file(path: string, text: string): string {
  return `M 100644 inline ${path}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

const DEFINITION = `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata: {name: quarterly}
spec: {owner: security, clusters: [production]}
`;

function roster(): string {
  const people = Array.from({ length: PEOPLE }, (_, index) => {
    const groups = Array.from({ length: NAMESPACES }, (_unused, number) => number).filter(
      (number) => (index + number * 7) % PEOPLE < MEMBERS,
    );
    const security = index >= PEOPLE - 20 ? ['security'] : [];
    const names = [...groups.map((number) => `team-${number}`), ...security].join(', ');
    return `    - {id: p${index}, emails: [p${index}@example.org], groups: [${names}]}\n`;
  });
  return `apiVersion: mainward.dev/v1alpha1\nkind: Roster\nmetadata: {name: acme}\nspec:\n  people:\n${people.join('')}`;
}

const ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: developer}
rules:
  - {apiGroups: [''], resources: [pods, pods/log, services, configmaps], verbs: [get, list, watch]}
  - {apiGroups: [apps], resources: [deployments], verbs: [get, list, watch, patch]}
  - {apiGroups: [''], resources: [pods], verbs: [delete]}
`;

function binding(number: number, edition: number): string {
  return `# ${edition}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: developers, namespace: n${number}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: developer}
subjects:
  - {kind: Group, name: team-${number}, apiGroup: rbac.authorization.k8s.io}
`;
}
