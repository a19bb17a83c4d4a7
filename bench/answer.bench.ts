import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ELK from 'elkjs/lib/elk.bundled.js';
import { elkGraph } from '../console/src/screens/answer/elk-graph.ts';
import { type DrawnPath, pictureOf } from '../console/src/screens/answer/picture.ts';
import { FsWorktreeComparer } from '../src/adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../src/adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../src/adapters/git-cli/opener.ts';
import type { Answering } from '../src/chain/cut/answer.ts';
import { makeDemo } from '../src/entrypoints/demo/make.ts';
import { openAnswering } from '../src/flows/answer/open.ts';
import { readEvidence } from '../src/flows/evidence/evidence.ts';
import type { AnswerStep } from '../src/model/cut.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const CUT_BUDGET = 200;
const LAYOUT_BUDGET = 1_000;
const PATHS = 500;
/** As the screen draws a lane at first. */
const MOST = 9;

/** A cut on the example organisation, and the lanes of five hundred paths, against what a reader waits for. */
export async function measure(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mainward-bench-answer-'));
  try {
    const answering = await opened(join(folder, 'acme'));
    const { cuts } = answering.answer();
    const first = (kind: string): string => cuts.find(({ id }) => id.startsWith(`${kind}:`))?.id ?? '';
    const cut = async (kind: string): Promise<number> =>
      medianMilliseconds(9, () => void answering.without([first(kind)]));
    const row = { unit: 'ms', against: 'budget', limit: 1 } as const;
    return [
      { name: 'a cut in the evidence', ours: await cut('bypass'), reference: CUT_BUDGET, ...row },
      { name: 'a cut in a manifest', ours: await cut('object'), reference: CUT_BUDGET, ...row, limit: 2 },
      { name: 'lanes of 500 paths', ours: await lanes(MOST), reference: LAYOUT_BUDGET, ...row },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(out: string): Promise<Answering> {
  const { repositories, evidence, now } = makeDemo({ out, seed: 1 });
  const folders = new FsFolderReader();
  const { answering } = await openAnswering(
    {
      places: repositories.map((path) => ({ path })),
      evidence: await readEvidence({ folders: [evidence] }, folders),
      now,
    },
    { git: new GitCliOpener(), folders, worktrees: new FsWorktreeComparer() },
  );
  return answering;
}

async function lanes(most: number): Promise<number> {
  const paths = Array.from({ length: PATHS }, (_, number) => pathOf(number));
  return medianMilliseconds(5, async () => {
    await new ELK.default().layout(elkGraph(pictureOf(paths, most)));
  });
}

/** Hundreds of repositories, each with a way through a review and a feed of its own, and some that share a role. */
function pathOf(number: number): DrawnPath {
  const repository = number % 200;
  const steps = [
    step('commit', `commit-${number % 60}`),
    step('review', `review-${repository}`),
    ...(number % 3 === 0 ? [step('pipeline', `pipeline-${number % 80}`)] : []),
    step('agent', `agent-${repository}`),
    ...(number % 5 === 0 ? [step('cluster', `cluster-${number % 12}`)] : []),
  ];
  return {
    steps,
    fallen: false,
    path: {
      people: [['ann']],
      alternatives: 1,
      robots: [],
      assumed: [],
      steps: steps.map(({ id }) => id),
    },
  };
}

function step(stage: AnswerStep['stage'], id: string): AnswerStep {
  return { id, stage, from: id, to: 'production', why: 'it is so', assumed: [], cuts: [] };
}
