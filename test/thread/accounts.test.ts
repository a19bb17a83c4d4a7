import { describe, expect, test } from 'vitest';
import { askPorts } from '../../src/entrypoints/cli/ask.ts';
import { askWhatCan } from '../../src/flows/ask/what-can.ts';
import { NO_EVIDENCE } from '../../src/flows/evidence/evidence.ts';
import type { WhatCanDocument } from '../../src/model/ask.ts';
import { ROOT } from '../support/project.ts';

/** What an account can do in a cluster that has nothing but the shipped manifests and the default roles. */
function whatCan(account: string): Promise<WhatCanDocument> {
  return askWhatCan(
    `sa:mainward/${account}`,
    {
      paths: [],
      manifests: `${ROOT}/deploy/flux`,
      groups: [],
      evidence: NO_EVIDENCE,
      now: '2026-11-20T00:00:00Z',
    },
    askPorts(),
  );
}

function own({ grants }: WhatCanDocument): readonly unknown[] {
  return grants
    .filter(({ via }) => via.some(({ binding }) => binding.name.startsWith('mainward-')))
    .map(({ via: _via, ...grant }) => grant);
}

/** What anybody holds who is signed in. */
const EVERYBODY = [
  'system:basic-user',
  'system:discovery',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
];

describe('the accounts that are shipped', () => {
  test('let the publisher tell one source what to say, and become nothing else', async () => {
    const answer = await whatCan('mainward-publisher');
    const group = 'source.toolkit.fluxcd.io';
    expect(own(answer)).toEqual([
      { verbs: ['create'], groups: [group], resources: ['externalartifacts'], namespace: 'flux-system' },
      {
        verbs: ['get'],
        groups: [group],
        resources: ['externalartifacts'],
        names: ['infrastructure'],
        namespace: 'flux-system',
      },
      {
        verbs: ['patch'],
        groups: [group],
        resources: ['externalartifacts/status'],
        names: ['infrastructure'],
        namespace: 'flux-system',
      },
    ]);
    expect(answer.unknown).toEqual([]);
    expect(answer.escalations).toEqual([]);
    const others = answer.grants.flatMap(({ via }) => via.map(({ binding }) => binding.name));
    expect(others.filter((name) => !name.startsWith('mainward-') && !EVERYBODY.includes(name))).toEqual([]);
  });

  test('let the observer read who may do what and what Flux applied, and become nothing else', async () => {
    const answer = await whatCan('mainward-observer');
    expect(own(answer)).toEqual([
      {
        verbs: ['get', 'list', 'watch'],
        groups: ['kustomize.toolkit.fluxcd.io'],
        resources: ['kustomizations'],
        namespace: null,
      },
      {
        verbs: ['get', 'list', 'watch'],
        groups: ['rbac.authorization.k8s.io'],
        resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
        namespace: null,
      },
    ]);
    expect(answer.escalations).toEqual([]);
  });
});
