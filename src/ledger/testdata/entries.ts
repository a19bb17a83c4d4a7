import type { LedgerEntry } from '../../model/ledger.ts';

const at = '2026-11-20T09:00:00.000Z';
const oid = (digit: string): string => digit.repeat(40);
const sha = (digit: string): string => digit.repeat(64);
const proposed = { repository: 'infrastructure', ref: 'refs/heads/main', proposal: '7', head: oid('b') };
const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace: 'shop', name: 'deployers' };
const agent = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'flux-system', name: 'shop' };

/** One entry of each type. */
export const ENTRIES: readonly LedgerEntry[] = [
  { v: 1, type: 'note', at, payload: sha('1') },
  { v: 1, type: 'change.proposed', at, ...proposed, base: oid('a') },
  { v: 1, type: 'change.approved', at, ...proposed, statement: sha('2'), payload: sha('3') },
  { v: 1, type: 'change.checked', at, ...proposed, base: oid('a'), merged: oid('c'), verdict: 'pass', report: sha('4') },
  {
    v: 1,
    type: 'change.landed',
    at,
    repository: 'infrastructure',
    ref: 'refs/heads/main',
    before: oid('a'),
    commit: oid('d'),
    tree: oid('c'),
    head: oid('b'),
    proposal: '7',
    merged: 'conflict',
    approvals: [{ statement: sha('2'), head: oid('b'), merged: null }],
    demanded: true,
    policy: 11,
    verdict: 'unknown',
    report: sha('5'),
  },
  {
    v: 1,
    type: 'credential.issued',
    at,
    stage: 'deploy',
    environment: 'production',
    repository: 'infrastructure',
    commit: oid('d'),
    trust: 'deploy',
    policyCommit: oid('a'),
    issuer: 'https://id.example',
    token: sha('6'),
    credential: sha('9'),
    cluster: 'production',
    account: 'flux-system/deployer',
    boundTo: 'flux-system/deployer-1',
    expires: '2026-11-20T09:10:00Z',
  },
  { v: 1, type: 'credential.refused', at, code: 'subject-not-trusted', token: sha('6'), unrecorded: 12 },
  { v: 1, type: 'credential.revoked', at, issued: 5 },
  {
    v: 1,
    type: 'source.published',
    at,
    repository: 'infrastructure',
    ref: 'refs/heads/main',
    commit: oid('d'),
    tree: oid('c'),
    artifact: sha('7'),
    bytes: 20_480,
    cluster: 'production',
    source: { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'ExternalArtifact', namespace: 'flux-system', name: 'shop' },
  },
  { v: 1, type: 'agent.applied', at, cluster: 'production', agent, repository: 'infrastructure', commit: oid('d'), tree: oid('c') },
  {
    v: 1,
    type: 'object.live',
    at,
    cluster: 'production',
    object,
    uid: '0b1c',
    repository: 'infrastructure',
    commit: oid('d'),
    content: sha('8'),
  },
  { v: 1, type: 'policy.loaded', at, repository: 'infrastructure', commit: oid('e') },
  { v: 1, type: 'policy.refused', at, repository: 'infrastructure', commit: oid('f'), code: 'POLICY_INVALID' },
  { v: 1, type: 'gap', at, what: 'forge', repository: 'infrastructure', cluster: 'production', from: '2026-11-20T08:00:00Z' },
];
