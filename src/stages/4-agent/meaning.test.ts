import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedingVersion, feedMeaning } from './meaning.ts';

const kustomization = (
  spec: object,
  apiVersion = 'kustomize.toolkit.fluxcd.io/v1',
): Parameters<typeof feedMeaning>[0] => ({
  apiVersion,
  kind: 'Kustomization',
  spec,
});
const SPEC = { path: './x', prune: true, sourceRef: { kind: 'ExternalArtifact', name: 'x' } };

describe('what feeds a cluster', () => {
  it('means the same with what the API server fills in', () => {
    const live = { ...SPEC, force: false, postBuild: { substituteFrom: [{ name: 'x', optional: false }] } };
    const written = { ...SPEC, postBuild: { substituteFrom: [{ name: 'x' }] } };
    expect(feedMeaning(kustomization(live))).toBe(feedMeaning(kustomization(written)));
    const git = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
    expect(feedMeaning({ ...git, spec: { url: 'x', timeout: '60s' } })).toBe(
      feedMeaning({ ...git, spec: { url: 'x' } }),
    );
  });

  it('means the same in whatever order it is written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (spec) => {
        const reversed = Object.fromEntries(Object.entries(spec).toReversed());
        expect(feedMeaning(kustomization(reversed))).toBe(feedMeaning(kustomization(spec)));
      }),
    );
  });

  it.each([
    ['another source', { ...SPEC, sourceRef: { kind: 'ExternalArtifact', name: 'y' } }],
    ['another path', { ...SPEC, path: './y' }],
    ['a field more', { ...SPEC, patches: [] }],
    ['force', { ...SPEC, force: true }],
    ['another account', { ...SPEC, serviceAccountName: 'admin' }],
    ['prune', { ...SPEC, prune: false }],
  ])('means something else with %s', (_, spec) => {
    expect(feedMeaning(kustomization(spec))).not.toBe(feedMeaning(kustomization(SPEC)));
  });

  it('has one name in whichever version it is written', () => {
    for (const version of ['v1', 'v1beta2'])
      expect(feedingVersion(kustomization(SPEC, `kustomize.toolkit.fluxcd.io/${version}`))).toBe(
        'kustomize.toolkit.fluxcd.io/v1',
      );
  });

  it('is no kustomize file, and nothing of another group', () => {
    expect(feedMeaning(kustomization(SPEC, 'kustomize.config.k8s.io/v1beta1'))).toBeUndefined();
    expect(feedMeaning({ apiVersion: 'example.org/v1', kind: 'Application', spec: {} })).toBeUndefined();
  });
});
