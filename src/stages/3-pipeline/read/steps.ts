import { child, entry, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { ActionRef, Step, WorkflowUnknown } from '../../../model/workflow.ts';
import { actionRef, ownPath } from './action-ref.ts';
import { fieldOf, variablesOf } from './fields.ts';

/** What reading a file needs: the repository's owner, and what a local action's steps are. */
export interface StepContext {
  readonly owner: string | undefined;
  /** `owner/name` of the repository itself, where it is known. */
  readonly fullName: string | undefined;
  /** Steps of the composite action in a folder; empty for other actions. */
  composite(action: ActionRef, depth: number, unknown: WorkflowUnknown[]): readonly Step[];
}

const MOST_STEPS = 1_000;
const MOST_FLAT = 5_000;

export function stepsOf(
  node: YamlNode | undefined,
  context: StepContext,
  unknown: WorkflowUnknown[],
  depth = 0,
): readonly Step[] {
  const items = itemsOf(node);
  if (items.length > MOST_STEPS && node !== undefined) {
    unknown.push({
      why: `only the first ${MOST_STEPS} of ${items.length} steps were read`,
      supply: 'a job with fewer steps',
      at: node.at,
    });
  }
  return items.slice(0, MOST_STEPS).flatMap((item, index) => {
    if (item.kind === 'mapping') return [stepOf(item, index, context, unknown, depth)];
    unknown.push({ why: 'a step is not a mapping', supply: 'a step as the platform takes it', at: item.at });
    return [];
  });
}

function stepOf(
  node: YamlNode,
  index: number,
  context: StepContext,
  unknown: WorkflowUnknown[],
  depth: number,
): Step {
  const used = fieldOf(entry(node, 'uses'));
  const uses = used === undefined ? undefined : actionRef(used, context.owner);
  const run = fieldOf(entry(node, 'run'));
  const shell = fieldOf(entry(node, 'shell'));
  const folder = fieldOf(entry(node, 'working-directory'));
  const condition = fieldOf(entry(node, 'if'));
  const id = textOf(child(node, 'id'));
  return {
    name: id ?? textOf(child(node, 'name')) ?? uses?.text ?? `step ${index + 1}`,
    ...(id === undefined ? {} : { id }),
    index,
    ...(uses === undefined ? {} : { uses }),
    ...(run === undefined ? {} : { run }),
    ...(shell === undefined ? {} : { shell }),
    ...(folder === undefined ? {} : { workingDirectory: folder }),
    ...(condition === undefined ? {} : { condition }),
    with: variablesOf(child(node, 'with')),
    env: variablesOf(child(node, 'env')),
    inner:
      uses !== undefined && ownPath(uses, context.fullName) !== undefined
        ? context.composite(uses, depth, unknown)
        : [],
    at: node.at,
  };
}

/** Steps as they run: those of composite actions after the step that uses them; at most 5000. */
export function flatten(steps: readonly Step[]): readonly Step[] {
  const flat: Step[] = [];
  const add = (some: readonly Step[]): void => {
    for (const step of some) {
      if (flat.length >= MOST_FLAT) return;
      flat.push(step);
      add(step.inner);
    }
  };
  add(steps);
  return flat;
}
