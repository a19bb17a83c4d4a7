import { CLUSTERS, repositoryOf, TEAMS, urlOf } from '../organisation/teams.ts';

/** What acme consists of: `.mainward/system.yaml`. */
export function system(): string {
  const repositories = ['infrastructure', ...TEAMS.map((team) => repositoryOf(team.name))];
  return `apiVersion: mainward.dev/v1alpha1
kind: System
metadata:
  name: acme
spec:
  repositories:
${repositories.map((name) => `    - name: ${name}\n      urls: ['${urlOf(name)}']\n`).join('')}  clusters:
${CLUSTERS.map(
  (name) => `    - name: ${name}
      servers: ['https://api.${name}.acme.example']
      paths: ['infrastructure:clusters/${name}']
`,
).join('')}  environments:
${CLUSTERS.map((name) => `    - name: ${name}\n      clusters: [${name}]\n`).join('')}  breakGlass:
${CLUSTERS.map((name) => `    - { environment: ${name}, groups: [] }\n`).join('')}`;
}

/** What a change of who may do what is demanded. */
export interface PermissionDemands {
  readonly signed: boolean;
  /** Two people of platform-security agree. */
  readonly approved: boolean;
}

export function requirements({ signed, approved }: PermissionDemands): string {
  const approvals = '  approvals:\n    - group: platform-security\n      count: 2\n';
  return `apiVersion: mainward.dev/v1alpha1
kind: Requirement
metadata:
  name: permission-changes
spec:
  paths: ['base/**', 'clusters/**', 'tenants/**']
  kinds: [Role, ClusterRole, RoleBinding, ClusterRoleBinding]
${approved ? approvals : ''}  signed: ${signed}
`;
}

/** Who may do what in the clusters is agreed to by two people of platform-security: `.mainward/requirements.yaml`. */
export const REQUIREMENTS: string = requirements({ signed: true, approved: true });

/** Whose access to production is looked at each quarter, and by whom: `.mainward/reviews.yaml`. */
export const REVIEWS: string = `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata:
  name: quarterly
spec:
  owner: platform-admins
  clusters: [production]
  reviewers:
${TEAMS.map(({ name }) => `    - { namespace: ${name}, group: team-leads }\n`).join('')}  days: 21
`;

export const CODEOWNERS = `*             @acme/platform
/.github/     @acme/platform-security
/.mainward/   @acme/platform-security
/base/        @acme/platform-security
/clusters/    @acme/platform-security
/tenants/     @acme/platform-security
`;

export const README = `# infrastructure

Everything that says who may do what in acme's clusters, and what the agents apply there.

- \`base/rbac\`: roles of both clusters
- \`tenants/TEAM\`: a team's namespace, people and agent account
- \`clusters/CLUSTER\`: what Flux applies to that cluster

Permission changes need two approvals of platform-security.
`;
