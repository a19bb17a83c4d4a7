import type { Answer } from '../../../model/agent.ts';
import type { Trigger, TrustClass } from '../../../model/workflow.ts';
import { refFilter } from '../language/ref-filter.ts';
import { refName } from '../language/ref-name.ts';
import { shortest } from '../language/search.ts';
import { all } from '../language/state.ts';

/** One way in which an event starts runs. */
export interface EventStart {
  readonly trust: TrustClass;
  readonly fork: boolean;
  readonly privileged: Answer;
}

/** Runs of a fork's content without secrets and with a token that only reads. */
const FORK_CHECKS: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

/** Anyone can cause them, and they run the default branch's workflow with all its rights. */
const OUTSIDER: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
]);

const DISPATCH: ReadonlySet<string> = new Set(['workflow_dispatch', 'repository_dispatch']);
const MERGED: ReadonlySet<string> = new Set(['schedule', 'merge_group']);

/** Events that are resolved through other workflows. */
export const INDIRECT: ReadonlySet<string> = new Set(['workflow_run', 'workflow_call']);

/**
 * By whose doing an event starts runs (docs.github.com, events that trigger workflows).
 * A fork's `pull_request` gets neither secrets nor a writing token unless the repository was told to send them.
 */
export function startsOfEvent(trigger: Trigger, forkGetsSecrets: boolean | undefined): readonly EventStart[] {
  const { event } = trigger;
  if (FORK_CHECKS.has(event)) {
    return [
      { trust: 'contributor', fork: false, privileged: 'yes' },
      { trust: 'outsider', fork: true, privileged: forkGetsSecrets === true ? 'yes' : 'no' },
    ];
  }
  if (OUTSIDER.has(event)) {
    return [{ trust: 'outsider', fork: event === 'pull_request_target', privileged: 'yes' }];
  }
  if (DISPATCH.has(event)) return [{ trust: 'dispatch', fork: false, privileged: 'yes' }];
  if (MERGED.has(event)) return [{ trust: 'merged', fork: false, privileged: 'yes' }];
  if (event === 'push') return pushStarts(trigger);
  return [{ trust: 'contributor', fork: false, privileged: 'yes' }];
}

/** A push to a branch that is named in full counts as merged; one that a new branch can match is anybody's who may push. */
function pushStarts(trigger: Trigger): readonly EventStart[] {
  const starts: EventStart[] = [];
  const onlyTags = trigger.tags !== undefined && trigger.branches === undefined;
  const onlyBranches = trigger.branches !== undefined && trigger.tags === undefined;
  if (!onlyTags) starts.push({ trust: 'merged', fork: false, privileged: 'yes' });
  if (!onlyBranches || admitsNewBranch(trigger)) {
    starts.push({ trust: 'contributor', fork: false, privileged: 'yes' });
  }
  return starts;
}

/** Does the branch filter let a name pass that it does not itself spell out? */
export function admitsNewBranch(trigger: Trigger): boolean {
  if (trigger.branches === undefined) return trigger.tags === undefined;
  const { patterns, ignore } = trigger.branches;
  if (!ignore && patterns.every(({ value }) => !/[*?+[\\!]/.test(value))) return false;
  const filter = refFilter(
    patterns.map(({ value }) => value),
    ignore,
  );
  return filter === undefined || shortest(all([filter, refName()])) !== 'none';
}
