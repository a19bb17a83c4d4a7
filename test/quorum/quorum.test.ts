import { describe, expect, test } from 'vitest';
import { assess } from '../../src/chain/assess.ts';
import type { Quorum, QuorumPath } from '../../src/model/graph.ts';
import type { PersonRef } from '../../src/model/person.ts';
import type { SourceTree } from '../../src/model/tree.ts';
import { ACCESS_SCENARIOS } from './access.ts';
import { AGENT_SCENARIOS } from './agents.ts';
import { MAINWARD_SCENARIOS } from './mainward.ts';
import { PIPELINE_SCENARIOS } from './pipelines.ts';
import { REVIEW_SCENARIOS } from './review.ts';
import type { Expected, Scenario } from './setup.ts';
import { SHAPE_SCENARIOS } from './shapes.ts';

function treeOf(repository: string, files: Readonly<Record<string, string>>): SourceTree {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const entries = [...bytes].map(([path, content]) => ({
    path,
    kind: 'file' as const,
    size: content.length,
  }));
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { repository, entries, has: (path) => bytes.has(path), read: (path) => bytes.get(path) };
}

function answer(scenario: Scenario): readonly Quorum[] {
  return assess({
    now: '2026-11-20T12:00:00Z',
    repositories: Object.entries(scenario.repositories).map(([name, files]) => ({
      name,
      tree: treeOf(name, files),
      urls: [`https://github.com/acme/${name}.git`],
      branch: 'main',
      requirements: scenario.requirements ?? [],
      accessPolicies: scenario.accessPolicies ?? [],
    })),
    forges: scenario.evidence,
    trusts: scenario.trusts ?? [],
    ...(scenario.roster === undefined ? {} : { roster: scenario.roster }),
    ...(scenario.system === undefined ? {} : { system: scenario.system }),
    ...(scenario.mainward === undefined ? {} : { mainward: scenario.mainward }),
  }).quorums;
}

function names(people: readonly PersonRef[]): readonly string[] {
  return people.map((person) => (typeof person === 'string' ? person : person.account));
}

function isWitnessed(path: QuorumPath): boolean {
  return path.assumed.length === 0;
}

function check(found: readonly Quorum[], expected: Expected): void {
  const { target = 'production', route = 'delivery', effect = 'workload' } = expected;
  const quorum = found.find((one) => one.target === target && one.route === route && one.effect === effect);
  expect(quorum, `${target} ${route} ${effect}`).toBeDefined();
  if (quorum === undefined) return;
  expect({ atLeast: quorum.atLeast, atMost: quorum.atMost, open: quorum.open }).toMatchObject({
    atLeast: expected.atLeast,
    atMost: expected.atMost,
  });
  const witnessed = quorum.paths.filter(isWitnessed);
  if (expected.people !== undefined) {
    const cheapest = witnessed.filter((path) => path.people[0]?.length === expected.atMost);
    const sets = [
      ...new Set(cheapest.flatMap((path) => path.people).map((set) => names(set).join(' '))),
    ].sort();
    expect(sets).toEqual(expected.people.map((set) => set.join(' ')));
  }
  if (expected.alone !== undefined) expect(names(quorum.alone.people)).toEqual(expected.alone);
  if (expected.robots !== undefined) expect(quorum.alone.robots).toEqual(expected.robots);
  if (expected.assumed !== undefined) {
    expect(quorum.paths.find((path) => !isWitnessed(path))?.assumed.join('; ')).toContain(expected.assumed);
  }
}

describe.each([
  ['rules and reviews', REVIEW_SCENARIOS],
  ['agents', AGENT_SCENARIOS],
  ['shapes of repositories', SHAPE_SCENARIOS],
  ['pipelines', PIPELINE_SCENARIOS],
  ['Mainward itself', MAINWARD_SCENARIOS],
  ['temporary access', ACCESS_SCENARIOS],
])('%s', (_, scenarios) => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (__, scenario) => {
    const found = answer(scenario);
    for (const expected of scenario.expect) check(found, expected);
  });
});
