import type { JobStart } from '../../../model/workflow.ts';
import { conditionHolds } from '../expression/evaluate.ts';
import { knowledgeOf } from './knowledge.ts';
import type { PipelineSettings } from './settings.ts';
import type { StepView } from './step-views.ts';

/** Tells whether a step can run in one way of starting the job; `false` only where its condition rules it out. */
export type MayRun = (view: StepView, start: JobStart) => boolean;

export function mayRunWith(settings: PipelineSettings): MayRun {
  return (view, start) => {
    for (let at: StepView | undefined = view; at !== undefined; at = at.parent) {
      const condition = at.step.condition?.value;
      if (condition !== undefined && conditionHolds(condition, knowledgeOf(start, settings)) === false)
        return false;
    }
    return true;
  };
}
