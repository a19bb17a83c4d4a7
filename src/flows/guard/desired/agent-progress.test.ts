import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectKey } from '../../../ledger/facets.ts';
import { FakeLedger } from '../../../ports/ledger.fake.ts';
import type { NewEntry } from '../../../ports/ledger.ts';
import { AgentProgress } from './agent-progress.ts';

const PLACE = {
  cluster: 'production',
  sources: ['shop', 'infrastructure'].map((repository) => ({
    repository,
    namespace: 'flux-system',
    name: repository,
    path: `/${repository}`,
    ref: 'refs/heads/main',
  })),
};
const agent = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'apps',
};
const COMMITS = ['a', 'b', 'c'].map((one) => one.repeat(40));

const OTHER: NewEntry = { type: 'guard.held', cluster: 'production', code: 'rate', held: true };

function entryOf([what, repository, commit]: readonly [number, string, string]): NewEntry {
  const common = { cluster: 'production', repository, commit, tree: commit };
  if (what === 0) return OTHER;
  if (what === 1) return { type: 'agent.applied', ...common, agent };
  return {
    type: 'source.published',
    ...common,
    ref: 'refs/heads/main',
    artifact: '0'.repeat(64),
    bytes: 1,
    source: {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'ExternalArtifact',
      namespace: 'flux-system',
      name: repository,
    },
  };
}

function told(progress: AgentProgress): unknown {
  return PLACE.sources.map(({ repository }) => [
    progress.version,
    progress.last(repository),
    progress.reachable(repository, objectKey(agent)),
  ]);
}

test('how far agents came is the same, however often one looks meanwhile', async () => {
  const what = fc.tuple(
    fc.nat(2),
    fc.constantFrom('shop', 'infrastructure', 'elsewhere'),
    fc.constantFrom(...COMMITS),
  );
  // Few at once are read one by one, many are asked for.
  const looks = fc.array(fc.array(what, { maxLength: 60 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(looks, async (parts) => {
      const ledger = new FakeLedger({ now: () => 0 });
      const often = new AgentProgress(PLACE, ledger);
      for (const part of parts) {
        for (const one of part) await ledger.append(entryOf(one));
        await often.refresh();
      }
      for (let more = 0; more < 40; more += 1) await ledger.append(OTHER);
      await often.refresh();
      const once = new AgentProgress(PLACE, ledger);
      await once.refresh();
      expect(told(often)).toEqual(told(once));
    }),
    { numRuns: 200 },
  );
});
