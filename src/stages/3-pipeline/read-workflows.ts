import type { SourceText } from '../../formats/yaml/source.ts';
import type { Answered } from '../../model/agent.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { Job, JobStart, Step, Workflow, Workflows, WorkflowUnknown } from '../../model/workflow.ts';
import { credentialsOf } from './derive/credentials.ts';
import { deploysOf } from './derive/deploys.ts';
import { injectionsOf } from './derive/injections.ts';
import { mayRunWith } from './derive/may-run.ts';
import type { PipelineSettings } from './derive/settings.ts';
import { StartResolver } from './derive/starts.ts';
import { viewsOf } from './derive/step-views.ts';
import { untrustedCode } from './derive/untrusted.ts';
import { ownPath } from './read/action-ref.ts';
import { compositeReader } from './read/composite.ts';
import { FileReader } from './read/files.ts';
import type { JobDraft } from './read/job.ts';
import { flatten } from './read/steps.ts';
import { type WorkflowDraft, workflowOf } from './read/workflow.ts';

/** Workflows with the texts they were read from, so that what is found inside a script can be placed. */
export interface PipelineInventory extends Workflows {
  readonly texts: ReadonlyMap<string, SourceText>;
  readonly settings: PipelineSettings;
}

const FOLDER = '.github/workflows/';
const MOST_WORKFLOWS = 2_000;

/**
 * Reads every workflow of `.github/workflows` with the local actions and workflows that they use, and derives who
 * can start each job, with which rights, and what it holds. What was not understood is in `unknown`.
 */
export function readWorkflows(tree: SourceTree, settings: PipelineSettings = {}): PipelineInventory {
  const files = new FileReader(tree);
  const context = compositeReader(files, settings.fullName);
  const unknown: WorkflowUnknown[] = [];
  const drafts: WorkflowDraft[] = [];
  for (const path of workflowPaths(tree)) {
    const file = files.read(path);
    const source = files.texts.get(path);
    if ('why' in file) unknown.push(file);
    else if (source !== undefined) {
      drafts.push(workflowOf(file.root, { path, repository: tree.repository, source }, context));
    }
  }
  const resolver = new StartResolver(drafts, settings);
  const workflows = drafts.map((draft) => completed(draft, drafts, resolver, settings, files.texts));
  const { fullName } = settings;
  return {
    repository: tree.repository,
    ...(fullName === undefined ? {} : { fullName }),
    workflows,
    unknown,
    texts: files.texts,
    settings,
  };
}

/** The files that the platform reads: directly in the folder, by their ending; never through a symbolic link. */
function workflowPaths(tree: SourceTree): readonly string[] {
  return tree.entries
    .filter(
      ({ path, kind }) =>
        path.startsWith(FOLDER) &&
        !path.slice(FOLDER.length).includes('/') &&
        /\.ya?ml$/.test(path) &&
        (kind === 'file' || kind === 'executable'),
    )
    .map(({ path }) => path)
    .slice(0, MOST_WORKFLOWS);
}

function completed(
  draft: WorkflowDraft,
  drafts: readonly WorkflowDraft[],
  resolver: StartResolver,
  settings: PipelineSettings,
  texts: ReadonlyMap<string, SourceText>,
): Workflow {
  const jobs = draft.jobs.map((job) => jobWith(draft, job, drafts, resolver, settings, texts));
  return { ...draft, jobs, unknown: [...draft.unknown, ...resolver.unknownOf(draft)] };
}

function jobWith(
  workflow: WorkflowDraft,
  draft: JobDraft,
  drafts: readonly WorkflowDraft[],
  resolver: StartResolver,
  settings: PipelineSettings,
  texts: ReadonlyMap<string, SourceText>,
): Job {
  const starts = resolver.startsOf(workflow, draft);
  const views = viewsOf(draft.steps, [...workflow.env, ...draft.env]);
  const mayRun = mayRunWith(settings);
  return {
    ...withCall(draft, drafts, settings.fullName),
    starts,
    mintsIdToken: mintsIdToken(starts, resolver.unknownOf(workflow)),
    untrusted: untrustedCode(draft, views, starts, mayRun, texts, {
      triggers: workflow.triggers,
      steps: needed(workflow, draft),
    }),
    injections: injectionsOf(views, starts, mayRun, texts),
    deploys: deploysOf(draft, views, texts),
    credentials: credentialsOf(views, draft.secrets),
  };
}

/** Steps of the jobs that a job needs, as they run; those have to end well first. */
function needed(workflow: WorkflowDraft, job: JobDraft): readonly Step[] {
  const names = new Set(job.needs.map(({ value }) => value));
  return workflow.jobs.filter(({ id }) => names.has(id)).flatMap(({ steps }) => flatten(steps));
}

/** Resolves a call within the repository; one that leads elsewhere, or nowhere, is unknown. */
function withCall(draft: JobDraft, drafts: readonly WorkflowDraft[], fullName: string | undefined): JobDraft {
  const { call } = draft;
  if (call === undefined) return draft;
  const path = ownPath(call.uses, fullName);
  if (path !== undefined && drafts.some((one) => one.path === path)) {
    return { ...draft, call: { ...call, resolved: path } };
  }
  const why =
    call.uses.pin === 'local'
      ? `the workflow ${call.uses.text} is not in the repository`
      : `the workflow ${call.uses.text} is in another repository, so what it does is not in view`;
  return { ...draft, unknown: [...draft.unknown, { why, supply: 'the called workflow', at: call.uses.at }] };
}

function mintsIdToken(starts: readonly JobStart[], unresolved: readonly WorkflowUnknown[]): Answered {
  const granted = starts.map((start) => ({
    start,
    access: start.permissions.scopes.get('id-token') ?? 'none',
  }));
  const yes = granted.find(({ access }) => access === 'write');
  if (yes !== undefined) {
    const { because, at } = yes.start.permissions;
    return { answer: 'yes', why: because, ...(at === undefined ? {} : { at }) };
  }
  const open = granted.find(({ access }) => access === 'unknown');
  if (open !== undefined) {
    const { because, supply } = open.start.permissions;
    return { answer: 'unknown', why: because, ...(supply === undefined ? {} : { supply }) };
  }
  const [unseen] = unresolved;
  if (unseen !== undefined)
    return { answer: 'unknown', why: unseen.why, supply: unseen.supply, at: unseen.at };
  return { answer: 'no', why: 'no start of it is given `id-token: write`' };
}
