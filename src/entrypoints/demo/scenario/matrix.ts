import { PARTS, type ReplayPart, type ReplayRun, type ScenarioDocument } from '../../../model/scenario.ts';
import { ATTACKS } from './attacks.ts';
import { makeBase } from './base.ts';
import { type ReplayRequest, replay } from './replay.ts';
import { GOAL } from './wanted.ts';

/** Every layer on; each part left out alone; everything left out. */
export const TABLE: readonly (readonly ReplayPart[])[] = [[], ...PARTS.map((part) => [part]), [...PARTS]];

/** So many are played side by side. */
const AT_ONCE = 2;

export interface MatrixRequest extends Omit<ReplayRequest, 'base'> {
  readonly seed: number;
  /** RFC 3339. */
  readonly now: string;
  readonly configurations: readonly (readonly ReplayPart[])[];
  /** Told of each as it ends. */
  readonly ended?: (run: ReplayRun) => void;
}

/** Plays a scenario in each configuration. */
export async function replayAll(request: MatrixRequest): Promise<ScenarioDocument> {
  const { scenario, seed, now, root, configurations, ended } = request;
  const base = await makeBase(`${root}/base`, seed, now);
  try {
    const runs = await inTurns(configurations, async (without) => {
      const run = await replay({ ...request, base, root: `${root}/runs` }, without);
      ended?.(run);
      return run;
    });
    const attacker = ATTACKS[scenario].goal(base.roles).told;
    return { schema: 'mainward.dev/scenario/v1', scenario, seed, attacker, goal: GOAL, runs };
  } finally {
    await base.stop();
  }
}

/** Answers in the order of the questions. */
async function inTurns<Question, Answer>(
  questions: readonly Question[],
  answer: (question: Question) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < questions.length; at = next++)
      answers[at] = await answer(questions[at] as Question);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}
