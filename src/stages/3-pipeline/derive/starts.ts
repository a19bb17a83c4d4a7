import type { Location } from '../../../model/location.ts';
import type { EffectivePermissions, JobStart, Trigger, WorkflowUnknown } from '../../../model/workflow.ts';
import { asksStatus, conditionHolds } from '../expression/evaluate.ts';
import { ownPath } from '../read/action-ref.ts';
import type { JobDraft } from '../read/job.ts';
import type { WorkflowDraft } from '../read/workflow.ts';
import { type EventStart, INDIRECT, startsOfEvent } from './events.ts';
import { knowledgeOf } from './knowledge.ts';
import { effectivePermissions } from './permissions.ts';
import type { PipelineSettings } from './settings.ts';

/** A way in which a workflow starts, before its jobs' conditions. */
interface RunStart extends EventStart {
  readonly event: string;
  readonly parentEvent?: string;
  readonly at: Location;
  readonly via: JobStart['via'];
  readonly caller?: EffectivePermissions;
}

const MOST_STARTS = 64;

/** Tells for each job in which ways it starts, through called workflows and through `workflow_run`. */
export class StartResolver {
  readonly #workflows: readonly WorkflowDraft[];
  readonly #settings: PipelineSettings;
  readonly #runs = new Map<string, readonly RunStart[] | 'open'>();
  readonly #jobs = new Map<string, readonly JobStart[]>();
  readonly #unknown = new Map<string, WorkflowUnknown[]>();
  readonly #byId = new Map<WorkflowDraft, ReadonlyMap<string, JobDraft>>();

  constructor(workflows: readonly WorkflowDraft[], settings: PipelineSettings) {
    this.#workflows = workflows;
    this.#settings = settings;
  }

  /** What could not be resolved of how a workflow starts. */
  unknownOf(workflow: WorkflowDraft): readonly WorkflowUnknown[] {
    this.#runsOf(workflow);
    return this.#unknown.get(workflow.path) ?? [];
  }

  startsOf(workflow: WorkflowDraft, job: JobDraft): readonly JobStart[] {
    const key = `${workflow.path}#${job.id}`;
    const known = this.#jobs.get(key);
    if (known !== undefined) return known;
    const starts = distinct(
      this.#runsOf(workflow)
        .filter((run) => this.#mayRun(workflow, job, run, new Set()))
        .map((run) => this.#startOf(workflow, job, run)),
    );
    this.#jobs.set(key, starts);
    return starts;
  }

  /** May the job run in this start? Its condition decides, and those of the jobs it needs. */
  #mayRun(workflow: WorkflowDraft, job: JobDraft, run: RunStart, seen: Set<string>): boolean {
    if (seen.has(job.id)) return true;
    seen.add(job.id);
    const condition = job.condition?.value ?? '';
    if (condition !== '' && conditionHolds(condition, knowledgeOf(run, this.#settings)) === false)
      return false;
    if (asksStatus(condition)) return true;
    return job.needs.every((need) => {
      const needed = this.#jobOf(workflow, need.value);
      return needed === undefined || this.#mayRun(workflow, needed, run, seen);
    });
  }

  #jobOf(workflow: WorkflowDraft, id: string): JobDraft | undefined {
    const known = this.#byId.get(workflow) ?? new Map(workflow.jobs.map((one) => [one.id, one]));
    this.#byId.set(workflow, known);
    return known.get(id);
  }

  #startOf(workflow: WorkflowDraft, job: JobDraft, run: RunStart): JobStart {
    return {
      trust: run.trust,
      event: run.event,
      fork: run.fork,
      privileged: run.privileged,
      permissions: effectivePermissions({
        job: job.permissions,
        workflow: workflow.permissions,
        caller: run.caller,
        settings: this.#settings.settings,
        readOnly: run.fork && run.privileged === 'no',
      }),
      at: run.at,
      via: run.via,
    };
  }

  #runsOf(workflow: WorkflowDraft): readonly RunStart[] {
    const known = this.#runs.get(workflow.path);
    if (known !== undefined && known !== 'open') return known;
    if (known === 'open') {
      this.#note(workflow, {
        why: 'how it starts leads back to itself',
        supply: 'workflows that do not start one another in a circle',
        at: workflow.at,
      });
      return [];
    }
    this.#runs.set(workflow.path, 'open');
    const runs = workflow.triggers.flatMap((trigger) =>
      INDIRECT.has(trigger.event) ? this.#indirect(workflow, trigger) : this.#direct(trigger),
    );
    const few = runs.slice(0, MOST_STARTS);
    if (few.length < runs.length) {
      this.#note(workflow, {
        why: `it starts in more than ${MOST_STARTS} ways`,
        supply: 'fewer callers',
        at: workflow.at,
      });
    }
    this.#runs.set(workflow.path, few);
    return few;
  }

  #direct(trigger: Trigger): readonly RunStart[] {
    const { settings } = this.#settings;
    const closed = settings?.visibility === 'private' || settings?.visibility === 'internal';
    return startsOfEvent(trigger, settings?.forkPullRequestsGetSecrets).map((start) => ({
      ...start,
      // Whoever sees a repository that is not public was given a right to it.
      trust: closed && start.trust === 'outsider' ? 'contributor' : start.trust,
      event: trigger.event,
      at: trigger.at,
      via: [],
    }));
  }

  #indirect(workflow: WorkflowDraft, trigger: Trigger): readonly RunStart[] {
    return trigger.event === 'workflow_call'
      ? this.#called(workflow, trigger)
      : this.#followed(workflow, trigger);
  }

  #called(workflow: WorkflowDraft, trigger: Trigger): readonly RunStart[] {
    const runs: RunStart[] = [];
    let called = false;
    for (const other of this.#workflows) {
      for (const job of other.jobs) {
        if (job.call === undefined || ownPath(job.call.uses, this.#settings.fullName) !== workflow.path)
          continue;
        called = true;
        for (const start of this.startsOf(other, job)) {
          runs.push({
            ...start,
            via: [...start.via, { name: `${other.path}#${job.id}`, at: job.call.uses.at }],
            caller: start.permissions,
          });
        }
      }
    }
    if (!called && workflow.triggers.length === 1) {
      this.#note(workflow, {
        why: 'nothing in the repository calls it, so who starts it is not known',
        supply: 'the repositories whose workflows call it',
        at: trigger.at,
      });
    }
    return runs;
  }

  /** A run that follows another has all rights, whoever started the other. */
  #followed(workflow: WorkflowDraft, trigger: Trigger): readonly RunStart[] {
    const runs: RunStart[] = [];
    for (const name of trigger.workflows) {
      const parents = this.#workflows.filter(
        (one) => (one.name ?? one.path) === name.value && one !== workflow,
      );
      if (parents.length === 0) {
        this.#note(workflow, {
          why: `it follows a workflow named ${name.value}, which is not in the repository`,
          supply: 'the workflow it follows',
          at: name.at,
        });
      }
      for (const parent of parents) {
        for (const start of this.#runsOf(parent)) {
          runs.push({
            trust: start.trust,
            fork: start.fork,
            privileged: 'yes',
            event: 'workflow_run',
            parentEvent: start.parentEvent ?? start.event,
            at: trigger.at,
            via: [...start.via, { name: parent.path, at: name.at }],
          });
        }
      }
    }
    return runs;
  }

  #note(workflow: WorkflowDraft, unknown: WorkflowUnknown): void {
    const noted = this.#unknown.get(workflow.path) ?? [];
    this.#unknown.set(workflow.path, noted);
    if (!noted.some((one) => one.why === unknown.why)) noted.push(unknown);
  }
}

/** Starts that differ in nothing but the way they came are one. */
function distinct(starts: readonly JobStart[]): readonly JobStart[] {
  const seen = new Map<string, JobStart>();
  for (const start of starts) {
    const rights = [...start.permissions.scopes]
      .map(([scope, access]) => `${scope}=${access}`)
      .sort()
      .join();
    const key = JSON.stringify([
      start.trust,
      start.event,
      start.fork,
      start.privileged,
      rights,
      start.at.path,
      start.at.line,
    ]);
    if (!seen.has(key)) seen.set(key, start);
  }
  return [...seen.values()].slice(0, MOST_STARTS);
}
