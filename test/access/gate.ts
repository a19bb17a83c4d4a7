import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { CONTROLS } from '../../src/controls/registry.generated.ts';
import { openNativeForge } from '../../src/entrypoints/cli/native-forge.ts';
import { type CheckRequest, check } from '../../src/flows/check/check.ts';
import { type Evidence, NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import type { CheckReport } from '../../src/model/check.ts';
import type { ForgeEvidence, PullRequest, Review } from '../../src/model/evidence.ts';
import { Workshop } from '../verify/workshop.ts';

export const NOW = '2026-06-01T00:00:00Z';

const header = (kind: string, name: string): string =>
  `apiVersion: mainward.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;

const person = (id: string, groups = ''): string =>
  `  - {id: ${id}, emails: [${id}@example.org], accounts: [{system: github, login: ${id}}], groups: [${groups}]}`;

/** Ann writes, Cy commits; Ben, Cho and Dee are the security team, and Gone was. */
export const ROSTER: string = `${header('Roster', 'people')}spec:\n  people:\n${[
  person('ann'),
  person('cy'),
  person('ben', 'sec'),
  person('cho', 'sec'),
  person('dee', 'sec'),
  person('gone', 'sec').replace('{', "{until: '2026-01-01T00:00:00Z', "),
  person('eve'),
].join('\n')}\n`;

export function requirement(name: string, spec: string): string {
  return `${header('Requirement', name)}spec: {${spec}}\n`;
}

/** Two of the security team for whatever changes who may do what. */
export const POLICY: Readonly<Record<string, string>> = {
  '.mainward/roster.yaml': ROSTER,
  '.mainward/access.yaml': requirement(
    'access',
    'kinds: [Role, ClusterRole, RoleBinding, ClusterRoleBinding], approvals: [{group: sec, count: 2}]',
  ),
  '.mainward/all.yaml': requirement('all', 'approvals: [{group: sec, count: 1}]'),
};

export const ROLE =
  "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: shop}, rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}\n";
export const BINDING =
  '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: shop}, roleRef: {kind: Role, name: reader}, subjects: [{kind: Group, name: devs}]}\n';

export function review(login: string, commit: string, over: Partial<Review> = {}): Review {
  return { author: { login, kind: 'human' }, state: 'approved', commit, at: '2026-05-01T00:00:00Z', ...over };
}

/** An open pull request as the forge tells of it, and that all open ones are told. */
export function forgeWith(
  ...items: readonly (Partial<PullRequest> & { readonly sha: string })[]
): ForgeEvidence {
  return {
    schema: 'mainward.dev/forge-evidence/v1',
    forge: 'github',
    repository: 'shop',
    source: 'a test',
    observedAt: NOW,
    pullRequests: {
      openComplete: true,
      items: items.map(({ sha, ...item }) => ({
        number: 7,
        state: 'open',
        author: { login: 'ann', kind: 'human' },
        base: 'refs/heads/main',
        head: { sha, ref: 'refs/heads/x', fork: false },
        createdAt: '2026-04-01T00:00:00Z',
        reviews: [],
        ...item,
      })),
    },
  };
}

/** A repository with a policy, at whose gate changes are checked. */
export class Gate extends Workshop {
  constructor(files: Readonly<Record<string, string>> = { ...POLICY, 'role.yaml': ROLE }) {
    super();
    this.commit('Begin', files);
  }

  /** Commits on a branch of its own; ends on main. */
  branch(name: string, files: Readonly<Record<string, string>>, from = 'main'): string {
    this.git('checkout', '-q', '-b', name, from);
    const head = this.commit(`Change ${name}`, files);
    this.git('checkout', '-q', 'main');
    return head;
  }

  async check(request: Partial<CheckRequest> = {}, evidence: Partial<Evidence> = {}): Promise<CheckReport> {
    return check(
      {
        path: this.folder,
        base: 'main',
        controls: CONTROLS,
        failOn: 'high',
        now: NOW,
        ...request,
        evidence: { ...NO_EVIDENCE, ...evidence },
      },
      { git: new GitCliOpener(), native: openNativeForge, clock: () => 0 },
    );
  }
}
