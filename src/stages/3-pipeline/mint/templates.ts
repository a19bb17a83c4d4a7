import type { ForgeEnvironment, ForgeEvidence } from '../../../model/evidence.ts';
import type { ClaimTemplate, HoleLanguage, HoleName } from '../../../model/trust.ts';
import type { Job, JobStart, Trigger, Workflow, Workflows } from '../../../model/workflow.ts';
import { refFilter } from '../language/ref-filter.ts';
import { matches } from '../language/state.ts';
import { type ClaimFacts, claimsOf } from './claims.ts';
import { guardedBranches } from './holes.ts';
import { branches, onDefault, type RunRef, refsOf } from './refs.ts';
import { strangers } from './strangers.ts';

/**
 * Identity tokens that can be had in a repository, as templates: one for each job, way of starting and form of ref,
 * and those of a workflow that whoever may push a branch adds on it.
 */
export function mintTemplates(
  workflows: Workflows,
  evidence: ForgeEvidence | undefined,
): readonly ClaimTemplate[] {
  const written = workflows.workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => mintableSubjects(workflow, job, evidence, workflows)),
  );
  return [
    ...written,
    ...newWorkflow(workflows, evidence),
    ...strangers(workflows.repository, workflows.fullName),
  ];
}

/** Templates of one job; none where no start of it can have an identity token. */
export function mintableSubjects(
  workflow: Workflow,
  job: Job,
  evidence: ForgeEvidence | undefined,
  workflows: Workflows,
): readonly ClaimTemplate[] {
  if (job.call !== undefined) return [];
  return job.starts.flatMap((start, index) => {
    const access = start.permissions.scopes.get('id-token') ?? 'none';
    if (start.privileged === 'no' || access === 'none' || access === 'read') return [];
    const trigger = triggerOf(start, workflows);
    const assumed = access === 'unknown' ? ['the job may have an identity token: permissions not known'] : [];
    return refsOf(start, trigger, evidence).flatMap((ref, form) => {
      const environment = environmentOf(job);
      const admitted = admit(ref, typeof environment === 'string' ? environment : undefined, evidence);
      if (admitted === undefined) return [];
      const outer = start.via[0]?.name.split('#')[0];
      return [
        template(workflows, evidence, admitted, {
          id: `${workflow.path}#${job.id}@${start.event}/${index}.${form}`,
          event: start.event,
          workflow: start.event === 'workflow_run' ? workflow.path : (outer ?? workflow.path),
          called: workflow.path,
          runner: runnerOf(job),
          ...(environment === undefined ? {} : { environment }),
          owner: { workflow: workflow.path, job: job.id, at: start.at },
          assumed,
        }),
      ];
    });
  });
}

function triggerOf(start: JobStart, workflows: Workflows): Trigger | undefined {
  const workflow = workflows.workflows.find((one) => one.path === start.at.path);
  return workflow?.triggers.find(
    (one) => one.event === start.event && one.at.line === start.at.line && one.at.column === start.at.column,
  );
}

function environmentOf(job: Job): ClaimFacts['environment'] {
  if (job.environment === undefined) return undefined;
  return job.environment.dynamic ? { hole: true } : job.environment.name;
}

function runnerOf(job: Job): ClaimFacts['runner'] {
  return job.selfHosted.answer === 'unknown'
    ? undefined
    : job.selfHosted.answer === 'yes'
      ? 'self-hosted'
      : 'github-hosted';
}

/**
 * What a workflow that is yet to be written gets: on a branch of whoever may push one, or landed on the default branch.
 * It has its ref's subject, and those of environments that it may enter.
 */
function newWorkflow(repository: Workflows, evidence: ForgeEvidence | undefined): readonly ClaimTemplate[] {
  const pushed = branches('contributor', { kind: 'any-ref', except: guardedBranches(evidence) });
  const known = evidence?.environments;
  const rest = { event: 'push', runner: undefined } as const;
  const names = (known ?? []).map((one) => one.name);
  const unseen = known === undefined ? ['environments are not protected: settings not observed'] : [];
  return [pushed, onDefault('merged', evidence)].flatMap((ref) => {
    const id = ref.class === 'merged' ? 'landed-workflow' : 'new-workflow';
    return [
      template(repository, evidence, ref, { ...rest, id, assumed: [] }),
      template(
        repository,
        evidence,
        ref,
        { ...rest, id: `${id}:new-environment`, environment: { hole: true }, assumed: unseen },
        names,
      ),
      ...names.flatMap((name) => {
        const admitted = admit(ref, name, evidence);
        return admitted === undefined
          ? []
          : [
              template(repository, evidence, admitted, {
                ...rest,
                id: `${id}:environment:${name}`,
                environment: name,
                assumed: [],
              }),
            ];
      }),
    ];
  });
}

/** The ref as far as the environment's branch rule lets it in; `undefined` where it never does. */
function admit(
  ref: RunRef,
  name: string | undefined,
  evidence: ForgeEvidence | undefined,
): RunRef | undefined {
  const environment = evidence?.environments?.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  if (environment === undefined || environment.branches === 'all') return ref;
  if (environment.branches === 'protected') return protectedOnly(ref, evidence);
  return byPatterns(ref, environment);
}

/** "Protected branches only" lets every branch in where none is protected. */
function protectedOnly(ref: RunRef, evidence: ForgeEvidence | undefined): RunRef | undefined {
  const protects = evidence?.rules?.some((rule) => rule.enforcement === 'active') ?? true;
  if (!protects) return ref;
  const open =
    ref.language.kind === 'any-ref' || ref.language.kind === 'filtered'
      ? ref.language.except.length > 0
      : false;
  return ref.kind === 'branch' && !open ? ref : undefined;
}

/** Patterns are of branches, unless they begin with `refs/`. */
function byPatterns(ref: RunRef, { branches: patterns }: ForgeEnvironment): RunRef | undefined {
  if (typeof patterns === 'string') return ref;
  const { language } = ref;
  if (ref.kind === 'pull') return patterns.some((one) => one.startsWith('refs/pull/')) ? ref : undefined;
  const prefix = ref.kind === 'tag' ? 'refs/tags/' : 'refs/heads/';
  const within = patterns.flatMap((one) => {
    if (one.startsWith(prefix)) return [one.slice(prefix.length)];
    return one.startsWith('refs/') || ref.kind === 'tag' ? [] : [one];
  });
  if (within.length === 0) return undefined;
  if (language.kind === 'any-ref' || language.kind === 'filtered')
    return { ...ref, language: { ...language, within } };
  if (language.kind !== 'listed') return ref;
  const filter = refFilter(within, false);
  const values = language.values.filter((value) => filter === undefined || matches(filter, value));
  return values.length === 0 ? undefined : { ...ref, language: { kind: 'listed', values } };
}

interface TemplateFacts extends Omit<ClaimFacts, 'fullName' | 'immutable'> {
  readonly id: string;
  readonly owner?: { readonly workflow: string; readonly job: string; readonly at: JobStart['at'] };
  readonly assumed: readonly string[];
}

function template(
  { repository, fullName }: Workflows,
  evidence: ForgeEvidence | undefined,
  ref: RunRef,
  facts: TemplateFacts,
  taken: readonly string[] = [],
): ClaimTemplate {
  const holes = new Map<HoleName, HoleLanguage>([[ref.hole, ref.language]]);
  const named = facts.environment;
  if (typeof named === 'object') holes.set('environment', { kind: 'any-name', except: taken });
  return {
    id: facts.id,
    repository,
    class: ref.class,
    event: facts.event,
    ...facts.owner,
    claims: claimsOf({ ...facts, fullName, immutable: evidence?.settings?.immutableSubject === true }, ref),
    holes,
    ...(named === undefined ? {} : { environment: typeof named === 'string' ? named : '' }),
    assumed: [...ref.assumed, ...facts.assumed],
  };
}
