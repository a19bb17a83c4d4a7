import type { ForgeEvidence } from '../../../model/evidence.ts';
import { fileLocation, type Location } from '../../../model/location.ts';
import type { Job, Step, Workflows } from '../../../model/workflow.ts';
import { embedded } from '../expression/parse.ts';
import { pathOf, within } from '../expression/walk.ts';
import { actionName } from '../read/action-ref.ts';
import { flatten } from '../read/steps.ts';
import { commandsOf } from '../shell/commands.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';

const SUPPLY = 'whether workflows may approve pull requests (forge evidence: settings.workflowsMayApprove)';
/** Actions that do nothing but approve. */
const APPROVING: ReadonlySet<string> = new Set([
  'hmarr/auto-approve-action',
  'juliangruber/approve-pull-request-action',
  'andrewmusgrave/automatic-pull-request-review',
]);

/** Does the forge let a workflow's own token approve? Whoever may push a branch may write such a workflow on it. */
export function approvalSetting(
  workflows: Workflows,
  evidence: ForgeEvidence | undefined,
): readonly PipelineFact[] {
  const [first] = workflows.workflows;
  const setting = evidence?.settings?.workflowsMayApprove;
  if (setting === undefined && first === undefined) return [];
  const asked = (evidence?.rules ?? []).some(
    (rule) => rule.enforcement === 'active' && rule.requirePullRequest && rule.approvals > 0,
  );
  const base = {
    fact: 'workflows-may-approve',
    subject: workflows.repository,
    related: [],
    at:
      evidence?.at ??
      first?.at ??
      fileLocation({ path: '.github/workflows', repository: workflows.repository }),
  } as const;
  if (setting === undefined)
    return [
      {
        ...base,
        answer: 'unknown',
        why: 'whether its workflows may approve was not observed',
        supply: SUPPLY,
      },
    ];
  if (!setting) return [{ ...base, answer: 'no', why: 'its workflows may not approve' }];
  return [
    {
      ...base,
      answer: 'yes',
      why: 'its workflows may approve pull requests, also one that somebody writes on a branch',
      ...(asked || evidence?.rules === undefined ? {} : { stake: 'little' }),
    },
  ];
}

/** Jobs that approve by themselves, with the job's own token or as an account. */
export function approvalFacts(job: Job, evidence: ForgeEvidence | undefined): readonly PipelineFact[] {
  const fact = 'approves-pull-requests';
  return flatten(job.steps).flatMap((step) => {
    const at = approves(step);
    if (at === undefined) return [];
    const secret = otherToken(step);
    const what = `the step ${step.name} approves pull requests`;
    if (secret !== undefined)
      return [ofJob(job, fact, 'yes', `${what} as the account behind ${secret}`, { at })];
    const setting = evidence?.settings?.workflowsMayApprove;
    if (setting === undefined)
      return [ofJob(job, fact, 'unknown', `${what}, if the repository lets it`, { at, supply: SUPPLY })];
    return [
      setting
        ? ofJob(job, fact, 'yes', what, { at })
        : ofJob(job, fact, 'no', `${what}, which the repository refuses`, { at }),
    ];
  });
}

function approves(step: Step): Location | undefined {
  const { uses, run } = step;
  if (uses !== undefined && APPROVING.has(actionName(uses))) return uses.at;
  const script =
    uses !== undefined && actionName(uses) === 'actions/github-script'
      ? step.with.find((one) => one.name.toLowerCase() === 'script')
      : undefined;
  if (script !== undefined && /createReview\b/.test(script.value) && /['"]APPROVE['"]/.test(script.value))
    return script.at;
  if (run === undefined) return undefined;
  const approving = commandsOf(run.value).some((command) => {
    const words = command.words.map((word) => word.text);
    const [program, noun, verb] = words;
    return (
      program === 'gh' &&
      noun === 'pr' &&
      verb === 'review' &&
      (words.includes('--approve') || words.includes('-a'))
    );
  });
  return approving ? run.at : undefined;
}

/** A secret that the step is given as its token, in place of the job's own. */
function otherToken(step: Step): string | undefined {
  return [...step.with, ...step.env]
    .filter((one) => /token/i.test(one.name))
    .flatMap((one) => embedded(one.value))
    .flatMap(({ expression }) => (expression === undefined ? [] : within(expression)))
    .flatMap((one) => (one.kind === 'reference' && one.root === 'secrets' ? [pathOf(one)] : []))
    .map((path) => path.slice('secrets.'.length).toUpperCase())
    .find((name) => name !== 'GITHUB_TOKEN' && name !== '');
}
