import type { SourceText } from '../../../formats/yaml/source.ts';
import type { Job, JobStart, Step, Trigger, UntrustedCode, Variable } from '../../../model/workflow.ts';
import { actionName, majorOf } from '../read/action-ref.ts';
import { isTrue } from '../read/fields.ts';
import { placeIn } from '../read/place.ts';
import { type Command, commandsOf } from '../shell/commands.ts';
import { headOf, looksLikeHead } from './controlled.ts';
import { asksForRights, gateOf, waitsForMembers } from './gates.ts';
import type { MayRun } from './may-run.ts';
import { input, type StepView, sourcesOf } from './step-views.ts';
import { actionExecutes, executes } from './tools.ts';

type Executed = UntrustedCode['executed'][number];

interface Fetch {
  readonly how: string;
  readonly movable: boolean;
  readonly at: UntrustedCode['checkout']['at'];
  /** Folder it is put in; '' for the workspace itself. */
  readonly folder: string;
  /** The action is said to be of a version that refuses a fork's code. */
  readonly refused?: boolean;
}

/**
 * Code of a fork that a job with rights fetches, and what executes it afterwards. `actions/checkout` from v7 refuses
 * a fork's refs in such runs unless told otherwise (2026-06-18), so it counts from there only with the opt-out.
 * `before` = what starts the workflow, and the steps of the jobs that this one needs.
 */
export function untrustedCode(
  job: Pick<Job, 'condition' | 'environment'>,
  views: readonly StepView[],
  starts: readonly JobStart[],
  mayRun: MayRun,
  texts: ReadonlyMap<string, SourceText>,
  before: { readonly triggers: readonly Trigger[]; readonly steps: readonly Step[] },
): readonly UntrustedCode[] {
  const rich = starts.filter((start) => start.trust === 'outsider' && start.privileged !== 'no');
  const found: UntrustedCode[] = [];
  views.forEach((view, index) => {
    const running = rich.filter((start) => mayRun(view, start));
    const [first] = running;
    const fetched = first === undefined ? undefined : fetchOf(view, texts);
    if (first === undefined || fetched === undefined) return;
    const after = views.slice(index).filter((one) => running.some((start) => mayRun(one, start)));
    const gate =
      gateOf(job, outermost(view)) ??
      waiting(running, before.triggers) ??
      asksForRights([...before.steps, ...views.slice(0, index).map((one) => one.step)]);
    found.push({
      checkout: { step: view.step.name, how: fetched.how, at: fetched.at },
      movable: fetched.movable,
      events: [...new Set(running.map((start) => start.event))],
      executed: executions(after, fetched, texts).map((one) =>
        fetched.refused === true ? { ...one, confidence: 'guess' } : one,
      ),
      ...(fetched.refused === true
        ? {
            refused:
              'by the comment beside its commit, the action is of a version that refuses the code of forks',
          }
        : {}),
      ...(gate === undefined ? {} : { gate }),
      trigger: first.at,
    });
  });
  return found;
}

/** Where every way of starting waits for somebody with rights. */
function waiting(starts: readonly JobStart[], triggers: readonly Trigger[]): UntrustedCode['gate'] {
  const gates = starts.map(({ at }) =>
    waitsForMembers(triggers.find((one) => one.at.line === at.line && one.at.path === at.path)),
  );
  return gates.every((gate) => gate !== undefined) ? gates[0] : undefined;
}

function outermost(view: StepView): Step {
  let at = view;
  while (at.parent !== undefined) at = at.parent;
  return at.step;
}

function fetchOf(view: StepView, texts: ReadonlyMap<string, SourceText>): Fetch | undefined {
  const { step } = view;
  if (actionName(step.uses) === 'actions/checkout' && step.uses !== undefined) {
    return checkout(view, step.uses, texts);
  }
  const { run } = step;
  if (run === undefined) return undefined;
  for (const command of commandsOf(run.value)) {
    const how = fetches(command, view);
    if (how === undefined) continue;
    const at = placeIn(texts.get(run.at.path), run.at, run.value, command.start, command.end);
    return { ...how, at, folder: '' };
  }
  return undefined;
}

function checkout(
  view: StepView,
  uses: NonNullable<Step['uses']>,
  texts: ReadonlyMap<string, SourceText>,
): Fetch | undefined {
  const { step } = view;
  const major = majorOf(uses);
  const allowed = isTrue(asGiven(input(step, 'allow-unsafe-pr-checkout'), view));
  const said = uses.pin === 'sha' ? commentedMajor(uses, texts.get(uses.at.path)) : undefined;
  const refused = !allowed && said !== undefined && said >= REFUSES_FROM;
  const folder = (input(step, 'path')?.value ?? '').replace(/^\.\/|\/$/g, '');
  for (const name of ['ref', 'repository']) {
    const field = input(step, name);
    if (field === undefined) continue;
    const sources = sourcesOf(field.value, view).map((source) => source.path);
    const pull = /refs\/pull\/|^pull\//.test(field.value);
    const head = sources.map(headOf).find((one) => one !== undefined);
    const guess = sources.some(looksLikeHead);
    if (!pull && head === undefined && !guess) continue;
    if (major !== undefined && major >= REFUSES_FROM && !allowed) return undefined;
    const movable = pull || guess || (head?.movable ?? true);
    return {
      how: `actions/checkout with ${name} ${short(field.value)}`,
      movable,
      at: field.at,
      folder,
      refused,
    };
  }
  return undefined;
}

/** An input of a composite action as the step that uses the action gives it. */
function asGiven(field: Variable | undefined, view: StepView): Variable | undefined {
  const name = /^\$\{\{\s*inputs\.([\w-]+)\s*\}\}$/.exec(field?.value.trim() ?? '')?.[1];
  if (name === undefined || view.parent === undefined) return field;
  return asGiven(input(view.parent.step, name), view.parent);
}

/** From this version on the action refuses a fork's refs in runs with rights. */
const REFUSES_FROM = 7;

/** The version that a comment beside a pinned commit tells: `@<commit> # v7.0.1`. */
function commentedMajor(uses: NonNullable<Step['uses']>, source: SourceText | undefined): number | undefined {
  const start = source?.lines[uses.at.endLine - 1];
  if (source === undefined || start === undefined) return undefined;
  const rest = source.text.slice(start + uses.at.endColumn - 1, start + uses.at.endColumn + 40);
  const major = /^['"]?[ \t]*#[ \t]*v?(\d{1,3})(?:\.|\s|$)/.exec(rest)?.[1];
  return major === undefined ? undefined : Number(major);
}

function fetches(
  command: Command,
  view: StepView,
): { readonly how: string; readonly movable: boolean } | undefined {
  const words = command.words.map((word) => word.text);
  const [program, verb, noun] = words;
  if (program === 'gh' && verb === 'pr' && noun === 'checkout')
    return { how: 'gh pr checkout', movable: true };
  if (program !== 'git') return undefined;
  const moves = ['fetch', 'pull', 'checkout', 'switch', 'clone', 'merge', 'reset', 'worktree'].includes(
    verb ?? '',
  );
  if (!moves) return undefined;
  const line = words.join(' ');
  if (/(?:^|[\s:+/])pull\/(?:[^\s/]+)\/(?:head|merge)/.test(line))
    return { how: `git ${verb} of a pull request`, movable: true };
  const heads = sourcesOf(line, view).map((source) => headOf(source.path));
  const named = words.flatMap((word) => shellHead(word, view));
  const head = [...heads, ...named].find((one) => one !== undefined);
  return head === undefined
    ? undefined
    : { how: `git ${verb} of a pull request’s head`, movable: head.movable };
}

/** `$HEAD_REF` where the environment fills it from a head. */
function shellHead(word: string, view: StepView): readonly ReturnType<typeof headOf>[] {
  return [...word.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].flatMap(([, name = '']) =>
    sourcesOf(`\${{ env.${name} }}`, view).map((source) => headOf(source.path)),
  );
}

/** What runs the fetched code, in the steps from the fetching one on, until the folder is filled with something else. */
function executions(
  views: readonly StepView[],
  fetched: Fetch,
  texts: ReadonlyMap<string, SourceText>,
): readonly Executed[] {
  const found: Executed[] = [];
  for (const [index, view] of views.entries()) {
    if (index > 0 && replaces(view.step, fetched.folder)) break;
    found.push(...stepExecutes(view, fetched, index === 0, texts));
    if (found.length >= 20) break;
  }
  return found;
}

function replaces(step: Step, folder: string): boolean {
  if (actionName(step.uses) !== 'actions/checkout') return false;
  const own = (input(step, 'path')?.value ?? '').replace(/^\.\/|\/$/g, '');
  return own === folder;
}

function stepExecutes(
  view: StepView,
  fetched: Fetch,
  fetching: boolean,
  texts: ReadonlyMap<string, SourceText>,
): readonly Executed[] {
  const { step } = view;
  const { uses, run } = step;
  if (uses !== undefined && !fetching) {
    const local = uses.pin === 'local' && !uses.text.startsWith('$/') && inFolder(uses.path, fetched.folder);
    if (local)
      return [{ step: step.name, how: `the local action ${uses.text}`, confidence: 'certain', at: uses.at }];
    const confidence = actionExecutes(actionName(uses), uses.path);
    const reaches = fetched.folder === '' || step.with.some((one) => one.value.includes(fetched.folder));
    return confidence === undefined || !reaches
      ? []
      : [{ step: step.name, how: uses.text, confidence, at: uses.at }];
  }
  if (run === undefined || !reachesFolder(step, run.value, fetched.folder)) return [];
  const commands = commandsOf(run.value);
  return commands.flatMap((command, index) => {
    if (fetching && run.value.slice(0, command.start).trim() === '') return [];
    const how = executes(command);
    if (how === undefined) return [];
    const at = placeIn(texts.get(run.at.path), run.at, run.value, command.start, command.end);
    const there = goesInto(fetched.folder, step, commands.slice(0, index), command);
    return [{ step: step.name, ...how, ...(there ? {} : { confidence: 'guess' }), at }];
  });
}

/** Does a command run in the folder, or what lies there? Naming it among its arguments may only mean that it reads there. */
function goesInto(folder: string, step: Step, before: readonly Command[], command: Command): boolean {
  if (folder === '' || step.workingDirectory?.value.includes(folder) === true) return true;
  const into = (word: string | undefined): boolean =>
    word !== undefined && inFolder(word.replace(/^\.\//, ''), folder);
  const moved = before.some(({ words }) => {
    const [program, where] = words.map((word) => word.text);
    return (program === 'cd' || program === 'pushd') && into(where?.replace(/\/$/, ''));
  });
  const [program, script, where] = command.words.map((word) => word.text);
  return (
    moved ||
    into(program) ||
    into(script) ||
    (/^(?:-C|--prefix|--cwd|--dir)$/.test(script ?? '') && into(where))
  );
}

function inFolder(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Code in a folder of its own is run only by what names the folder. */
function reachesFolder(step: Step, script: string, folder: string): boolean {
  return folder === '' || script.includes(folder) || (step.workingDirectory?.value.includes(folder) ?? false);
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
