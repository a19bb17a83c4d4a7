import { harmless } from './harmless.ts';

/** What somebody is about to agree to. */
export interface ApprovalPreview {
  readonly verdict: 'approve' | 'withdraw';
  readonly repository: string;
  readonly ref: string;
  readonly title: string;
  /** `Name <email>` of whoever wrote it, each once. */
  readonly authors: readonly string[];
  readonly head: string;
  readonly base: string;
  readonly commits: number;
  readonly paths: readonly string[];
}

const MOST_PATHS = 12;

/** Shown before anything is signed. All of it comes from others. */
export function renderApprovalPreview(preview: ApprovalPreview): string {
  const { verdict, repository, ref, title, authors, head, base, commits, paths } = preview;
  const shown = paths.slice(0, MOST_PATHS).map((path) => `           ${harmless(path)}`);
  return [
    `${verdict === 'approve' ? 'approving' : 'withdrawing'}  ${harmless(title)}`,
    `by         ${authors.map(harmless).join(', ')}`,
    `head       ${head} (${commits} ${commits === 1 ? 'commit' : 'commits'})`,
    `onto       ${harmless(ref)} of ${harmless(repository)}, now ${base}`,
    `changes    ${paths.length} ${paths.length === 1 ? 'path' : 'paths'}${paths.length === 0 ? '' : ':'}`,
    ...shown,
    ...(paths.length > MOST_PATHS ? [`           and ${paths.length - MOST_PATHS} more`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
