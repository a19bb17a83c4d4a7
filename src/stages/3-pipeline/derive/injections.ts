import type { SourceText } from '../../../formats/yaml/source.ts';
import type { Field, Injection, JobStart } from '../../../model/workflow.ts';
import { actionName } from '../read/action-ref.ts';
import { placeIn } from '../read/place.ts';
import { controlledBy } from './controlled.ts';
import type { MayRun } from './may-run.ts';
import { input, type StepView, sourcesOf } from './step-views.ts';

/** Inputs of actions that are executed as code. */
const CODE_INPUTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['actions/github-script', ['script']],
  ['appleboy/ssh-action', ['script']],
  ['azure/cli', ['inlinescript']],
  ['azure/powershell', ['inlinescript']],
  ['jannekem/run-python-script-action', ['script']],
  ['nick-fields/retry', ['command']],
  ['nick-invision/retry', ['command']],
]);

/**
 * Texts of whoever starts a job that become code of it: an expression inside a script is written into the script
 * before it runs. Through an environment variable it is safe, and not listed.
 */
export function injectionsOf(
  views: readonly StepView[],
  starts: readonly JobStart[],
  mayRun: MayRun,
  texts: ReadonlyMap<string, SourceText>,
): readonly Injection[] {
  const found: Injection[] = [];
  for (const view of views) {
    for (const { field, sink } of sinksOf(view)) {
      for (const source of sourcesOf(field.value, view)) {
        const by = starts.filter((start) => controlledBy(source.path, start.event) && mayRun(view, start));
        if (by.length === 0) continue;
        found.push({
          expression: source.path,
          sink,
          step: view.step.name,
          starts: by,
          at: placeIn(texts.get(field.at.path), field.at, field.value, source.start, source.end),
        });
      }
    }
  }
  return found;
}

function sinksOf({ step }: StepView): readonly { readonly field: Field; readonly sink: string }[] {
  const inputs = CODE_INPUTS.get(actionName(step.uses)) ?? [];
  return [
    ...(step.run === undefined ? [] : [{ field: step.run, sink: 'run' }]),
    ...inputs.flatMap((name) => {
      const field = input(step, name);
      return field === undefined ? [] : [{ field, sink: `${actionName(step.uses)} ${name}` }];
    }),
  ];
}
