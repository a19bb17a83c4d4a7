import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../formats/kubernetes/objects.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import type { ArgoProject } from '../../../model/argocd.ts';
import {
  completeDestination,
  destinationPermitted,
  kindPermitted,
  namespacePermitted,
  sourcePermitted,
} from './permits.ts';
import { builtInDefaultProject, readArgoProject } from './project.ts';

function project(spec: string): ArgoProject {
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: team, namespace: argocd}\nspec:\n${spec}`;
  const [object] = readObjects(readYaml(new TextEncoder().encode(text), { path: 'project.yaml' })).objects;
  const read = object === undefined ? undefined : readArgoProject({ object, chain: [] }, 'argocd');
  if (read === undefined) throw new Error('the test’s project is broken');
  return read;
}

describe('sourceRepos', () => {
  it('matches normalised URLs, and a star within one segment', () => {
    const one = project('  sourceRepos: ["https://github.com/acme/*"]');
    expect(sourcePermitted(one, 'https://GitHub.com/Acme/infra.git').answer).toBe('yes');
    expect(sourcePermitted(one, 'https://github.com/acme/group/infra').answer).toBe('no');
    expect(
      sourcePermitted(project('  sourceRepos: ["git@github.com:acme/*"]'), 'git@github.com:acme/infra.git')
        .answer,
    ).toBe('yes');
  });
  it('permits everything with a lone star and nothing when empty', () => {
    expect(sourcePermitted(project("  sourceRepos: ['*']"), 'https://h/a/b').answer).toBe('yes');
    expect(sourcePermitted(project('  sourceRepos: []'), 'https://h/a/b').answer).toBe('no');
  });
  it('refuses by a refusal wherever it stands, and permits the rest by refusals alone', () => {
    const both = project("  sourceRepos: ['*', '!https://h/secret/**']");
    expect(sourcePermitted(both, 'https://h/secret/x').answer).toBe('no');
    expect(sourcePermitted(both, 'https://h/open/x').answer).toBe('yes');
    expect(
      sourcePermitted(project("  sourceRepos: ['!https://h/secret/**']"), 'https://h/open/x').answer,
    ).toBe('yes');
  });
});

describe('destinations', () => {
  it('match by server or by name, and by namespace', () => {
    const one = project('  destinations: [{server: "https://kubernetes.default.svc", namespace: "team-*"}]');
    expect(destinationPermitted(one, completeDestination(undefined, 'in-cluster', 'team-a')).answer).toBe(
      'yes',
    );
    expect(
      destinationPermitted(
        one,
        completeDestination('https://kubernetes.default.svc', undefined, 'kube-system'),
      ).answer,
    ).toBe('no');
  });
  it('are unknown where a rule names the cluster in another way than the application', () => {
    const one = project('  destinations: [{server: "https://prod.example.com", namespace: "*"}]');
    expect(destinationPermitted(one, completeDestination(undefined, 'prod', 'shop')).answer).toBe('unknown');
    expect(
      destinationPermitted(one, completeDestination('https://prod.example.com', undefined, 'shop')).answer,
    ).toBe('yes');
  });
  it('are refused by a namespace refusal on the same server', () => {
    const one = project(
      '  destinations: [{server: "*", namespace: "*"}, {server: "*", namespace: "!kube-system"}]',
    );
    expect(destinationPermitted(one, completeDestination('https://x', undefined, 'kube-system')).answer).toBe(
      'no',
    );
    expect(destinationPermitted(one, completeDestination('https://x', undefined, 'shop')).answer).toBe('yes');
  });
});

describe('kinds', () => {
  const role = { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding', namespaced: true } as const;
  const clusterRole = {
    group: 'rbac.authorization.k8s.io',
    kind: 'ClusterRoleBinding',
    namespaced: false,
  } as const;
  it('are all permitted in namespaces where no list is written, and none where it is empty', () => {
    expect(kindPermitted(project('  sourceRepos: []'), role).answer).toBe('yes');
    expect(kindPermitted(project('  namespaceResourceWhitelist: []'), role).answer).toBe('no');
  });
  it('are not permitted cluster-wide unless listed', () => {
    expect(kindPermitted(project('  sourceRepos: []'), clusterRole).answer).toBe('no');
    expect(
      kindPermitted(project("  clusterResourceWhitelist: [{group: '*', kind: '*'}]"), clusterRole).answer,
    ).toBe('yes');
    expect(
      kindPermitted(
        project(
          "  clusterResourceWhitelist: [{group: rbac.authorization.k8s.io, kind: 'Cluster*', name: 'team-*'}]",
        ),
        { ...clusterRole, name: 'other' },
      ).answer,
    ).toBe('no');
  });
  it('are refused by the refusing list', () => {
    expect(
      kindPermitted(project("  namespaceResourceBlacklist: [{group: 'rbac.*', kind: '*'}]"), role).answer,
    ).toBe('no');
  });
  it('are unknown where the list is no list', () => {
    expect(kindPermitted(project('  namespaceResourceWhitelist: "{{ x }}"'), role).answer).toBe('unknown');
  });
  it('are all permitted by the project that Argo CD makes itself', () => {
    const made = builtInDefaultProject('argocd', project('  sourceRepos: []').at);
    expect(kindPermitted(made, clusterRole).answer).toBe('yes');
    expect(sourcePermitted(made, 'https://any/thing').answer).toBe('yes');
    expect(
      destinationPermitted(made, completeDestination('https://x', undefined, 'kube-system')).answer,
    ).toBe('yes');
  });
});

describe('namespaces of applications', () => {
  it('are those of the control plane or those that the project names', () => {
    const one = project('  sourceNamespaces: ["team-*", "/^x$/"]');
    expect(namespacePermitted(one, 'argocd', 'argocd').answer).toBe('yes');
    expect(namespacePermitted(one, 'team-a', 'argocd').answer).toBe('yes');
    expect(namespacePermitted(one, 'other', 'argocd').answer).toBe('unknown');
    expect(namespacePermitted(project('  sourceNamespaces: []'), 'other', 'argocd').answer).toBe('no');
  });
});
