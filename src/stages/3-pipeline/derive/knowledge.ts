import type { TrustClass } from '../../../model/workflow.ts';
import type { Knowledge, Known } from '../expression/evaluate.ts';
import type { PipelineSettings } from './settings.ts';
import { ownerOf } from './settings.ts';

/** What decides how conditions of one start come out. */
export interface StartFacts {
  readonly event: string;
  readonly trust: TrustClass;
  readonly fork: boolean;
  /** For `workflow_run`: the event of the run that it follows. */
  readonly parentEvent?: string;
}

/** How the platform describes somebody without rights. */
const STRANGER: Known = ['NONE', 'CONTRIBUTOR', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR', 'MANNEQUIN'];

const FORK_NAMES: ReadonlySet<string> = new Set([
  'github.event.pull_request.head.repo.full_name',
  'github.event.workflow_run.head_repository.full_name',
]);
const FORK_OWNERS: ReadonlySet<string> = new Set([
  'github.event.pull_request.head.repo.owner.login',
  'github.event.pull_request.head.user.login',
  'github.event.workflow_run.head_repository.owner.login',
]);

/** Events whose actor is who wrote; that of a pull request can be made to be another's. */
const BY_ITSELF: ReadonlySet<string> = new Set([
  'issue_comment',
  'discussion_comment',
  'issues',
  'discussion',
]);

/** Contexts whose value follows from how a job was started. */
export function knowledgeOf(start: StartFacts, { fullName, settings }: PipelineSettings): Knowledge {
  const outsider = start.trust === 'outsider';
  const authors = outsider ? authorsOf(start.event) : [];
  const owner = ownerOf(fullName === undefined ? {} : { fullName });
  const ref = start.event === 'pull_request' || start.event.startsWith('pull_request_review');
  return {
    value(path) {
      if (path === 'github.event_name') return [start.event];
      if (path === 'github.event.workflow_run.event')
        return start.parentEvent === undefined ? undefined : [start.parentEvent];
      if (path === 'github.repository') return fullName === undefined ? undefined : [fullName];
      if (path === 'github.repository_owner') return owner === undefined ? undefined : [owner];
      if (path === 'github.event.pull_request.head.repo.fork')
        return pullRequest(start.event) ? [start.fork] : [null];
      if (path.endsWith('.author_association'))
        return outsider && authors.includes(path.slice(0, -19)) ? STRANGER : undefined;
      if (path === 'github.event.issue.pull_request') return undefined;
      if (path === 'github.event.pull_request' && !pullRequest(start.event)) return [null];
      return undefined;
    },
    test(path, test, text) {
      if (path === 'github.ref') return refTest(start, test, text, settings?.defaultBranch, ref);
      if (FORK_NAMES.has(path) && test === 'equals' && start.fork && text === fullName) return false;
      if (FORK_OWNERS.has(path) && test === 'equals' && start.fork && text === owner) return false;
      if (test === 'equals' && authors.some((author) => path === `${author}.user.login`)) return false;
      if (test === 'equals' && outsider && path === 'github.actor' && BY_ITSELF.has(start.event))
        return false;
      return undefined;
    },
    alike(left, right) {
      if (right === 'github.repository' && FORK_NAMES.has(left) && known(left, start)) return !start.fork;
      if (
        right === 'github.event.pull_request.base.repo.full_name' &&
        FORK_NAMES.has(left) &&
        known(left, start)
      )
        return !start.fork;
      if (right === 'github.repository_owner' && FORK_OWNERS.has(left) && start.fork) return false;
      return undefined;
    },
  };
}

/** A name of the head is there only where the event brings one. */
function known(path: string, start: StartFacts): boolean {
  return path.includes('workflow_run') ? start.event === 'workflow_run' : pullRequest(start.event);
}

function pullRequest(event: string): boolean {
  return event.startsWith('pull_request');
}

/** Whose `user` the outsider is. */
function authorsOf(event: string): readonly string[] {
  if (event === 'pull_request' || event === 'pull_request_target') return ['github.event.pull_request'];
  if (event === 'issue_comment' || event === 'discussion_comment') return ['github.event.comment'];
  if (event === 'issues') return ['github.event.issue'];
  if (event === 'discussion') return ['github.event.discussion'];
  if (event === 'pull_request_review') return ['github.event.review'];
  return event === 'pull_request_review_comment' ? ['github.event.comment'] : [];
}

const MAIN: ReadonlySet<string> = new Set(['refs/heads/main', 'refs/heads/master']);

function refTest(
  start: StartFacts,
  test: 'equals' | 'starts',
  text: string,
  defaultBranch: string | undefined,
  pull: boolean,
): boolean | undefined {
  if (pull)
    return test === 'equals'
      ? text.startsWith('refs/pull/')
        ? undefined
        : false
      : text.startsWith('refs/pull/') || 'refs/pull/'.startsWith(text);
  if (start.event !== 'push' || start.trust !== 'contributor') return undefined;
  const main = defaultBranch === undefined ? MAIN.has(text) : text === `refs/heads/${defaultBranch}`;
  return test === 'equals' && main ? false : undefined;
}
