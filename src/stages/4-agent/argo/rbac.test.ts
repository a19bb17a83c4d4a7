import { describe, expect, it } from 'vitest';
import { readObjects } from '../../../formats/kubernetes/objects.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import type { ArgoSyncPower } from '../../../model/argocd.ts';
import { syncPowers } from '../facts/argo-access.ts';
import { resolveFeeds } from '../resolve.ts';
import { policyMatches } from './rbac-match.ts';
import { csvFields } from './rbac-policy.ts';

function power(policy: string, extra = '', application = ''): ArgoSyncPower {
  const text = `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
${policy}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-cm, namespace: argocd}
data:
  url: https://argo.example.com
${extra}
---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec: {sourceRepos: ['*'], destinations: [{server: '*', namespace: '*'}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://h/a/b', path: web, targetRevision: main}
  destination: {name: in-cluster, namespace: shop}
${application}`;
  const file = readYaml(new TextEncoder().encode(text), { path: 'all.yaml', repository: 'b' });
  const objects = readObjects(file).objects.map((object) => ({ object, chain: [] }));
  const [found] = syncPowers(resolveFeeds(objects, { repositories: [] })).values();
  if (found === undefined) throw new Error('the test’s application is broken');
  return found;
}
const names = (actors: ArgoSyncPower['sync']): readonly string[] => actors.map((actor) => actor.subject);

const SYNCER =
  '  policy.csv: |\n    p, role:dev, applications, sync, shop/*, allow\n    p, role:dev, applications, get, shop/*, allow\n    g, devs, role:dev';

describe('who may sync', () => {
  it('is whom a role lets, and the built-in admin', () => {
    const found = power(SYNCER);
    expect(names(found.sync)).toEqual(['admin', 'devs']);
    expect(found.answer).toBe('yes');
  });
  it('may sync any revision with sync alone where the override right is not demanded', () => {
    expect(names(power(SYNCER).anyRevision)).toEqual(['admin', 'devs']);
  });
  it('needs override where it is demanded', () => {
    const strict = '  application.sync.requireOverridePrivilegeForRevisionSync: "true"';
    expect(names(power(SYNCER, strict).anyRevision)).toEqual(['admin']);
    const granted = `${SYNCER}\n    p, role:dev, applications, override, shop/*, allow`;
    expect(
      names(power(granted.replace('g, devs, role:dev\n', 'g, devs, role:dev\n'), strict).anyRevision),
    ).toEqual(['admin', 'devs']);
  });
  it('may sync no other revision and no local manifests while automated sync is on', () => {
    const found = power(SYNCER, '', '  syncPolicy: {automated: {}}');
    expect(found.anyRevision).toEqual([]);
    expect(found.localManifests).toEqual([]);
    expect(names(found.redefine)).toEqual(['admin']);
  });
  it('does not include a disabled admin', () => {
    expect(names(power(SYNCER, '  admin.enabled: "false"').sync)).toEqual(['devs']);
  });
  it('is everyone where the default role says so, and anybody where anonymous access is on too', () => {
    const open = '  policy.default: role:admin';
    expect(names(power(open).sync)).toContain('*');
    expect(names(power(open).sync)).not.toContain('anonymous');
    expect(names(power(open, '  users.anonymous.enabled: "true"').sync)).toContain('anonymous');
  });
  it('is nobody whom a line denies', () => {
    expect(names(power(`${SYNCER}\n    p, devs, applications, sync, shop/web, deny`).sync)).toEqual([
      'admin',
    ]);
  });
  it('is unknown where Argo CD refuses a line of the policy', () => {
    expect(power(`${SYNCER}\n    p, too, few`).answer).toBe('unknown');
  });
});

describe('a policy line', () => {
  it('keeps blanks after a field and drops those before', () => {
    expect(csvFields('p,  a , "b, ""c""",d')).toEqual(['p', 'a ', 'b, "c"', 'd']);
    expect(csvFields('p, "open')).toBeUndefined();
  });
});

describe('patterns of the policy', () => {
  it('cross slashes in glob mode', () => {
    expect(policyMatches('glob', '*', 'shop/web')).toBe(true);
    expect(policyMatches('glob', 'shop/*', 'shop/ns/web')).toBe(true);
  });
  it('match anywhere in regex mode, and are unknown beyond plain text', () => {
    expect(policyMatches('regex', 'shop/.*', 'my-shop/web')).toBe(true);
    expect(policyMatches('regex', '^shop/.*$', 'my-shop/web')).toBe(false);
    expect(policyMatches('regex', '(a|b)+', 'a')).toBe('unknown');
    expect(policyMatches('regex', '*/*', 'a/b')).toBe('unknown');
  });
});
