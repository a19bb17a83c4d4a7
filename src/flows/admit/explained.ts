import { objectKey } from '../../ledger/facets.ts';
import { EXPIRES_ANNOTATION } from '../../model/access-grant.ts';
import { covers } from '../../stages/5-cluster/covers.ts';
import { grantsNoMore } from '../../stages/5-cluster/grants-no-more.ts';
import type { DesiredObject, DesiredState } from '../guard/desired/state.ts';
import { overridesSync } from './argo-operation.ts';
import { type Asked, type Side, sideOf } from './asked.ts';
import { optedOut } from './opted-out.ts';
import { aggregates, selectedMore, selectorsOf } from './takes-away.ts';
import { refuse, type Surroundings, type Verdict } from './verdict.ts';
import { differenceWords, gitWords, nameWords } from './words.ts';

/** Refuses what no verified commit has. It is asked for anew before that, because a commit may have just landed. */
export async function explained(asked: Asked, around: Surroundings): Promise<Verdict | undefined> {
  const first = unexplained(asked, await around.desired(false), around);
  return first === undefined ? undefined : unexplained(asked, await around.desired(true), around);
}

function unexplained(
  asked: Asked,
  state: DesiredState | undefined,
  around: Surroundings,
): Verdict | undefined {
  const { kind, ref, after, request } = asked;
  const what = nameWords(ref);
  if (state === undefined)
    return refuse('no-commit', `no commit is verified yet, so nothing explains ${what}`, NO_COMMIT);
  if (kind.offered === true && request.subresource === 'status')
    return refuse('not-the-publisher', `only whoever offers ${what} says what is in it`, PUBLISHER);
  const key = objectKey(ref);
  const desired = state.objects.get(key);
  if (after?.meaning === undefined || after.tree === undefined)
    return refuse('cannot-judge', `${what} cannot be read, so nothing explains it`, UNREADABLE);
  const over = state.ended?.get(key);
  if (over !== undefined)
    return refuse(
      'expired',
      `${what} was granted until ${over.object.metadata.annotations?.[EXPIRES_ANNOTATION] ?? 'a time that cannot be read'}, and that is over`,
      `Ask for it again; ${at(over, state)} is being taken out of Git.`,
    );
  if (desired === undefined && state.earlier.get(key)?.has(after.meaning) !== true)
    return missing(what, state);
  const agreed = desired === undefined ? asked.before : sideOf(kind, desired.object);
  const opted = optedOut(kind, after, agreed);
  if (opted.length > 0)
    return refuse(
      'opts-out',
      `${opted.join(', ')} takes ${what} out of the hands of whoever keeps it as Git has it`,
      `Leave it out, or put it into Git: ${place(state, desired)}.`,
    );
  const isSame = desired?.meaning === after.meaning || state.earlier.get(key)?.has(after.meaning) === true;
  const isMore = isSame ? hasOtherRules(asked, agreed, after, around) : !givesLess(agreed, after, around);
  const isTaken = selectedMore(agreed, after, around);
  if (!isMore && !isTaken && !overridesSync(asked, around.agents)) return undefined;
  return refuse(
    'differs',
    `the verified commit has ${what} otherwise${differenceWords(agreed?.object, after.object)}`,
    `Put it into Git: ${place(state, desired)}.${gitWords(agreed?.object)}`,
  );
}

/**
 * Rules in a role that aggregates, and that neither Git nor its controller put there. What was in it before may stay,
 * unless other roles now take it over, too.
 */
function hasOtherRules(
  { before }: Asked,
  agreed: Side | undefined,
  after: Side,
  around: Surroundings,
): boolean {
  if (!aggregates(after)) return false;
  const rulesOf = (side: Side | undefined) =>
    side?.access !== undefined && 'rules' in side.access ? side.access.rules : [];
  const kept = selectedMore(before, after, around) ? [] : rulesOf(before);
  return !covers([...rulesOf(agreed), ...kept], rulesOf(after));
}

/** What gives less than Git says is a difference that the guard shows, and no access. */
function givesLess(agreed: Side | undefined, after: Side, around: Surroundings): boolean {
  if (agreed?.access === undefined || after.access === undefined) return false;
  // Of a role that aggregates Git's own rules give nothing: its controller replaces them.
  const given =
    'rules' in agreed.access && aggregates(agreed) ? { ...agreed.access, rules: [] } : agreed.access;
  return grantsNoMore(given, after.access, selectorsOf(around, agreed, after));
}

function missing(what: string, state: DesiredState): Verdict {
  const [first] = state.unknown;
  if (first !== undefined)
    return refuse(
      'incomplete',
      `it cannot be told whether the verified commit has ${what}: ${first}`,
      'Write it into Git as it is applied, or name it as known in the Guard policy.',
    );
  return refuse(
    'unexplained',
    `no verified commit has ${what}`,
    `Put it into Git: ${place(state, undefined)}.`,
  );
}

function at({ at: place }: Pick<DesiredObject, 'at'>, { repository }: DesiredState): string {
  return place === undefined
    ? repository
    : `${place.path}:${place.line} of ${place.repository ?? repository}`;
}

function place(state: DesiredState, desired: DesiredObject | undefined): string {
  const where = at(desired ?? {}, state);
  return `propose a change of ${where} (its verified commit is ${state.commit.slice(0, 12)}); when it has landed and is verified, the agent applies it`;
}

const NO_COMMIT = 'Wait until a commit of the repository has landed that passes verification.';
const PUBLISHER = 'Land a change: what passes verification is handed to the agent by itself.';
const UNREADABLE = 'Write it so that the API server itself would take it, and propose it in Git.';
