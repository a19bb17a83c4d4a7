import { readJson } from '../../formats/json/read.ts';
import { child, numberOf, stringOf } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import { MainwardError } from '../../model/errors.ts';

/** What a forge says a pull request offers, and for which branch. */
export interface OfferedPull {
  readonly number: number;
  /** The branch's commit when the event was made. */
  readonly base: string;
  /** Full name of the branch. */
  readonly ref: string;
  readonly head: string;
}

/** A payload is at most 25 MB. */
const MOST_BYTES = 32 << 20;

/** Reads the JSON of a `pull_request` event. Fails with EVIDENCE_INVALID where it is none: nothing of it is guessed. */
export function readPullRequestEvent(bytes: Uint8Array): OfferedPull {
  const [document] = readJson(bytes, { path: 'event' }, { bytes: MOST_BYTES }).documents;
  if (document?.ok !== true) throw invalid(document?.reason ?? 'the file is empty');
  const pull = child(document.root, 'pull_request');
  if (pull === undefined) throw invalid('it has no pull_request');
  const number = numberOf(child(pull, 'number')) ?? numberOf(child(document.root, 'number'));
  if (number === undefined || !Number.isSafeInteger(number) || number < 1)
    throw invalid('pull_request.number is no number');
  return {
    number,
    base: oid(pull, 'base'),
    ref: `refs/heads/${branch(pull)}`,
    head: oid(pull, 'head'),
  };
}

function oid(pull: YamlNode, side: 'base' | 'head'): string {
  const sha = stringOf(child(pull, side, 'sha'));
  if (sha !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha)) return sha;
  throw invalid(`pull_request.${side}.sha is no object id`);
}

/** Names that git refuses for a branch are refused here too (`git-check-ref-format(1)`), as far as they could mislead. */
function branch(pull: YamlNode): string {
  const name = stringOf(child(pull, 'base', 'ref'));
  const fits =
    name !== undefined &&
    name !== '' &&
    name.length <= 255 &&
    !/^[-/]|[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/$/u.test(name);
  if (fits) return name;
  throw invalid('pull_request.base.ref is no name of a branch');
}

function invalid(why: string): MainwardError {
  return new MainwardError('EVIDENCE_INVALID', `--event holds no pull_request event: ${why}.`, {
    remedy: 'Hand in the file that the forge wrote for a pull request, such as $GITHUB_EVENT_PATH.',
  });
}
