/** Contexts whose text the one who causes an event writes freely, and the events that bring them. */
const TEXTS: readonly (readonly [path: string, events: readonly string[]])[] = [
  ['github.event.issue.title', ['issues', 'issue_comment']],
  ['github.event.issue.body', ['issues', 'issue_comment']],
  ['github.event.pull_request.title', ['pull_request']],
  ['github.event.pull_request.body', ['pull_request']],
  ['github.event.pull_request.head.ref', ['pull_request']],
  ['github.event.pull_request.head.label', ['pull_request']],
  ['github.event.pull_request.head.repo.default_branch', ['pull_request']],
  ['github.event.pull_request.head.repo.description', ['pull_request']],
  ['github.event.pull_request.head.repo.homepage', ['pull_request']],
  ['github.head_ref', ['pull_request']],
  [
    'github.event.comment.body',
    ['issue_comment', 'pull_request_review_comment', 'discussion_comment', 'commit_comment'],
  ],
  ['github.event.review.body', ['pull_request_review']],
  ['github.event.discussion.title', ['discussion']],
  ['github.event.discussion.body', ['discussion']],
  ['github.event.changes.title.from', ['issues', 'pull_request']],
  ['github.event.changes.body.from', ['issues', 'pull_request', 'issue_comment']],
  ['github.event.pages.*.page_name', ['gollum']],
  ['github.event.commits.*.message', ['push']],
  ['github.event.commits.*.author.email', ['push']],
  ['github.event.commits.*.author.name', ['push']],
  ['github.event.head_commit.message', ['push']],
  ['github.event.head_commit.author.email', ['push']],
  ['github.event.head_commit.author.name', ['push']],
  ['github.event.workflow_run.head_branch', ['workflow_run']],
  ['github.event.workflow_run.display_title', ['workflow_run']],
  ['github.event.workflow_run.head_commit.message', ['workflow_run']],
  ['github.event.workflow_run.head_commit.author.email', ['workflow_run']],
  ['github.event.workflow_run.head_commit.author.name', ['workflow_run']],
  ['github.event.workflow_run.pull_requests.*.head.ref', ['workflow_run']],
  ['github.event.client_payload', ['repository_dispatch']],
  ['github.event.inputs', ['workflow_dispatch']],
  ['github.ref_name', ['push', 'create']],
];

/** Is the text of `path` written by whoever causes `event`? A whole object counts where a part of it does. */
export function controlledBy(path: string, event: string): boolean {
  const asked = path.replaceAll('[]', '*').split('.');
  return TEXTS.some(([text, events]) => brings(events, event) && overlaps(asked, text.split('.')));
}

/** `pull_request` stands for all events about a pull request. */
function brings(events: readonly string[], event: string): boolean {
  return events.some((one) => one === event || (one === 'pull_request' && event.startsWith('pull_request')));
}

/** The asked path is the text, contains it, or (for free-form objects) lies in it. */
function overlaps(asked: readonly string[], text: readonly string[]): boolean {
  const shared = Math.min(asked.length, text.length);
  for (let at = 0; at < shared; at++) {
    const [a, b] = [asked[at], text[at]];
    if (a !== b && a !== '*' && b !== '*' && !isIndex(a, b)) return false;
  }
  return asked.length <= text.length || text.at(-1) === 'inputs' || text.at(-1) === 'client_payload';
}

/** `commits[0]` asks for one of `commits.*`. */
function isIndex(a: string | undefined, b: string | undefined): boolean {
  return b === '*' && a !== undefined && /^\d+$/.test(a);
}

/** Contexts that name a commit, branch or repository of the one who offers a change. */
const HEADS: readonly (readonly [path: string, movable: boolean])[] = [
  ['github.event.pull_request.head.sha', false],
  ['github.event.pull_request.merge_commit_sha', false],
  ['github.event.pull_request.head.ref', true],
  ['github.event.pull_request.head.label', true],
  ['github.event.pull_request.head.repo.full_name', true],
  ['github.event.pull_request.head.repo.clone_url', true],
  ['github.event.pull_request.head.repo.ssh_url', true],
  ['github.event.pull_request.head.repo.html_url', true],
  ['github.head_ref', true],
  ['github.event.workflow_run.head_sha', false],
  ['github.event.workflow_run.head_commit.id', false],
  ['github.event.workflow_run.head_branch', true],
  ['github.event.workflow_run.head_repository.full_name', true],
  ['github.event.workflow_run.pull_requests.*.head.sha', false],
  ['github.event.workflow_run.pull_requests.*.head.ref', true],
  ['github.event.check_suite.head_sha', false],
  ['github.event.check_run.head_sha', false],
];

/** Does the context choose code of somebody who offers a change? `movable` = it can change after it was looked at. */
export function headOf(path: string): { readonly movable: boolean } | undefined {
  const found = HEADS.find(([head]) => head === path.replace(/\.\d+\.|\.\[\]\./g, '.*.'));
  return found === undefined ? undefined : { movable: found[1] };
}

/** Outputs of earlier steps that are called after a head: a guess, since who made them is not looked at. */
export function looksLikeHead(path: string): boolean {
  if (!path.startsWith('steps.') && !path.startsWith('needs.')) return false;
  const name = path.split('.').at(-1) ?? '';
  return /head|(?:^|_|-)pr(?:$|_|-)|^(?:sha|ref)$|pull/.test(name) && !name.includes('base');
}
