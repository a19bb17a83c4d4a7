import type { Step, Variable } from '../../../model/workflow.ts';
import { embedded } from '../expression/parse.ts';
import { flowing, pathOf } from '../expression/walk.ts';
import { variable } from '../read/fields.ts';

/** A step where it runs: the environment it sees, and the step that uses it as part of a composite action. */
export interface StepView {
  readonly step: Step;
  readonly parent?: StepView;
  /** From the outermost to the step's own; a later one wins. */
  readonly env: readonly Variable[];
  /** Steps beside it, by id: what `steps.ID` means here. */
  readonly beside: ReadonlyMap<string, StepView>;
}

const MOST_VIEWS = 5_000;

export function viewsOf(steps: readonly Step[], env: readonly Variable[]): readonly StepView[] {
  const views: StepView[] = [];
  const add = (some: readonly Step[], outer: readonly Variable[], parent: StepView | undefined): void => {
    const beside = new Map<string, StepView>();
    for (const step of some) {
      if (views.length >= MOST_VIEWS) return;
      const view = {
        step,
        env: [...outer, ...step.env],
        beside,
        ...(parent === undefined ? {} : { parent }),
      };
      if (step.id !== undefined) beside.set(step.id.toLowerCase(), view);
      views.push(view);
      if (step.inner.length > 0) add(step.inner, view.env, view);
    }
  };
  add(steps, env, undefined);
  return views;
}

/** A context whose text becomes part of a value, with the place of the expression in the value. */
export interface Source {
  /** Lower case, e.g. `github.event.issue.title`. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const DEEPEST = 5;
const MOST_SOURCES = 200;

/** The contexts that flow into a text, followed through `env` and the inputs of composite actions. */
export function sourcesOf(text: string, view: StepView): readonly Source[] {
  return follow(text, view, 0).slice(0, MOST_SOURCES);
}

function follow(text: string, view: StepView, depth: number): readonly Source[] {
  if (depth > DEEPEST || !text.includes('${{')) return [];
  const found: Source[] = [];
  for (const { start, end, expression } of embedded(text)) {
    if (expression === undefined) continue;
    for (const reference of flowing(expression)) {
      const path = pathOf(reference);
      for (const source of behind(path, view, depth)) {
        if (found.length < MOST_SOURCES) found.push({ path: source, start, end });
      }
    }
  }
  return found;
}

function behind(path: string, view: StepView, depth: number): readonly string[] {
  const [root, name = ''] = path.split('.');
  if (root === 'env') {
    const found = variable(view.env.toReversed(), name);
    return found === undefined ? [] : follow(found.value, view, depth + 1).map((one) => one.path);
  }
  if (root === 'inputs' && view.parent !== undefined) {
    const given = variable(view.parent.step.with, name);
    return given === undefined ? [] : follow(given.value, view.parent, depth + 1).map((one) => one.path);
  }
  if (root === 'steps') {
    const maker = view.beside.get(name);
    const made = maker === undefined ? [] : outputOf(maker, path.split('.')[3] ?? '', depth);
    return made.length === 0 ? [path] : made;
  }
  return [path];
}

/** What a script writes into an output: the contexts on the lines that set it. */
function outputOf(maker: StepView, output: string, depth: number): readonly string[] {
  const script = maker.step.run?.value;
  if (script === undefined || output === '' || depth > DEEPEST) return [];
  const lines = script.split('\n').filter((line) => line.toLowerCase().includes(`${output}=`));
  return lines.slice(0, 20).flatMap((line) => [
    ...follow(line, maker, depth + 1).map((one) => one.path),
    ...[...line.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap(([, name = '']) => {
      const found = variable(maker.env.toReversed(), name);
      return found === undefined ? [] : follow(found.value, maker, depth + 1).map((one) => one.path);
    }),
  ]);
}

/** The value of a `with:` input; `undefined` where it is not set. */
export function input(step: Step, name: string): Variable | undefined {
  return variable(step.with, name);
}
