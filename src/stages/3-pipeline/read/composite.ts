import { child, textOf } from '../../../formats/yaml/access.ts';
import type { ActionRef, Step, WorkflowUnknown } from '../../../model/workflow.ts';
import type { FileReader } from './files.ts';
import { type StepContext, stepsOf } from './steps.ts';

/** Composite actions inside composite actions, as deep as the platform takes them. */
const DEEPEST = 10;

/** Reads local actions from the tree, also those that are called by the repository's full name. An action that is not composite has no steps; a missing one is unknown. */
export function compositeReader(files: FileReader, fullName: string | undefined): StepContext {
  const known = new Map<string, readonly Step[] | 'open'>();
  const context: StepContext = {
    owner: fullName?.split('/')[0],
    fullName,
    composite: (action: ActionRef, depth: number, unknown: WorkflowUnknown[]): readonly Step[] => {
      if (depth >= DEEPEST) {
        unknown.push({
          why: `local actions are nested more than ${DEEPEST} deep`,
          supply: 'flatter actions',
          at: action.at,
        });
        return [];
      }
      const folder = action.path === '' ? '' : `${action.path}/`;
      const path = [`${folder}action.yml`, `${folder}action.yaml`].find((one) => files.has(one));
      if (path === undefined) {
        if (files.has(`${folder}Dockerfile`)) return [];
        unknown.push({
          why: `the local action ${action.text} is not in the repository`,
          supply: 'the checkout that brings it, or the action itself',
          at: action.at,
        });
        return [];
      }
      const before = known.get(path);
      if (before === 'open') {
        unknown.push({
          why: `the local action ${action.text} uses itself`,
          supply: 'an action that ends',
          at: action.at,
        });
        return [];
      }
      if (before !== undefined) return before;
      const file = files.read(path);
      if ('why' in file) {
        unknown.push(file);
        return [];
      }
      if (textOf(child(file.root, 'runs', 'using'))?.toLowerCase() !== 'composite') return [];
      known.set(path, 'open');
      const steps = stepsOf(child(file.root, 'runs', 'steps'), context, unknown, depth + 1);
      known.set(path, steps);
      return steps;
    },
  };
  return context;
}
