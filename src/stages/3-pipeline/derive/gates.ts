import type { Field, GateKind, Job, Step, Trigger } from '../../../model/workflow.ts';
import { actionName } from '../read/action-ref.ts';

export interface Gate {
  readonly kind: GateKind;
  readonly at: Field['at'];
  readonly text: string;
}

/**
 * What stands before a step: the first condition of the job or the step, and the job's environment. Conditions that
 * certainly keep an outsider out have already removed the start; these are the ones that rest on somebody's judgement.
 */
export function gateOf(job: Pick<Job, 'condition' | 'environment'>, step: Step): Gate | undefined {
  const conditions = [job.condition, step.condition].flatMap((one) => one ?? []);
  const gates = conditions.map((condition) => ({
    kind: kindOf(condition.value),
    at: condition.at,
    text: condition.value,
  }));
  const strong = gates.find((gate) => gate.kind !== 'none-known' && gate.kind !== 'spoofable');
  if (strong !== undefined) return strong;
  if (job.environment !== undefined) {
    return { kind: 'environment', at: job.environment.at, text: job.environment.name };
  }
  return gates.find((gate) => gate.kind === 'spoofable') ?? gates[0];
}

function kindOf(text: string): GateKind {
  const condition = text.toLowerCase();
  if (condition.trim() === 'false') return 'never';
  // What is offered as an alternative to a check may be the way round it.
  if (condition.includes('||')) return BOT.test(condition) ? 'spoofable' : 'none-known';
  if (SAME.test(condition)) return 'same-repository';
  if (condition.includes('author_association')) return 'association';
  if (BOT.test(condition)) return 'spoofable';
  // Somebody with rights merged it.
  if (/pull_request\.merged(?:\s*==\s*true)?(?![\w.])(?!\s*(?:!=|==\s*false))/.test(condition))
    return 'permission';
  if (condition.includes('.labels') || condition.includes('event.label')) return 'label';
  if (condition.includes('.user.login') || condition.includes('github.actor')) return 'actor';
  return condition.includes('permission') ? 'permission' : 'none-known';
}

const SAME =
  /head\.repo\.full_name\s*==\s*(?:github\.repository|')|head\.repo\.fork\s*(?:==\s*false|!=\s*true)|!\s*github\.event\.pull_request\.head\.repo\.fork/;
const BOT = /(?:github\.(?:actor|triggering_actor)|sender\.login)\s*==\s*'[^']*(?:\[bot\]|-bot)'/;

/** Kinds of an event that only somebody with rights brings about (docs.github.com, webhook events and payloads). */
const BY_MEMBERS: ReadonlySet<string> = new Set([
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'demilestoned',
  'locked',
  'unlocked',
  'enqueued',
  'dequeued',
  'auto_merge_enabled',
]);

/** A trigger that waits for somebody with rights is a gate, as a condition that asks for a label is. */
export function waitsForMembers(trigger: Trigger | undefined): Gate | undefined {
  const [first, ...more] = trigger?.types ?? [];
  if (first === undefined || ![first, ...more].every(({ value }) => BY_MEMBERS.has(value))) return undefined;
  return { kind: 'label', at: first.at, text: first.value };
}

/** Actions that tell, or end the job, where whoever started it has no rights. */
const CHECKING: ReadonlySet<string> = new Set([
  'actions-cool/check-user-permission',
  'lannonbr/repo-permission-check-action',
  'prince-chrismc/check-actor-permissions-action',
  'skjnldsv/check-actor-permission',
  'sushichop/action-repository-permission',
]);
const ASKS = /getCollaboratorPermissionLevel|collaborators\/\S+\/permission|author_association/;

/** A step that asks the forge for the rights of whoever started the job; what it does with the answer is not looked at. */
export function asksForRights(steps: readonly Step[]): Gate | undefined {
  for (const step of steps) {
    if (step.uses !== undefined && CHECKING.has(actionName(step.uses)))
      return { kind: 'none-known', at: step.uses.at, text: step.name };
    const script = step.run ?? step.with.find((one) => one.name.toLowerCase() === 'script');
    if (script !== undefined && ASKS.test(script.value))
      return { kind: 'none-known', at: script.at, text: step.name };
  }
  return undefined;
}
