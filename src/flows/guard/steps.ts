import type { Actor } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { NAMESPACES } from '../../ports/cluster-kinds.ts';
import { matchesPattern } from '../../stages/5-cluster/drift/patterns.ts';
import { canBeAsked } from './act.ts';
import { decide } from './decide.ts';
import type { DesiredObject, DesiredState } from './desired/state.ts';
import type { Difference, DriftJudgement } from './live/judge.ts';
import { GUARDED, type LiveObject } from './live/live-state.ts';
import type { Chosen, Judged, Seen, Stop, Wanted } from './look.ts';
import { versionOf } from './look.ts';
import { dueOf, isSame } from './recorded/open-drift.ts';
import { closeDrift } from './recorded/record.ts';
import type { GuardState, Notice } from './state.ts';
import { knownActor } from './who/person.ts';
import { toolOf } from './who/tool.ts';

type Answer<Added> = Result<Added, Stop>;

/** Milliseconds by which a watch may be later than the news of what an agent applied. */
const LATE = 10_000;

export function notice({ key }: Notice, state: GuardState): Answer<Seen> {
  const live = state.live.get(key);
  const drift = state.drifts.get(key);
  return ok({ ...(live === undefined ? {} : { live }), ...(drift === undefined ? {} : { drift }) });
}

export function beReady(_: object, { isReady }: GuardState): Answer<object> {
  return isReady ? ok({}) : err('not-ready');
}

/**
 * Is it so plainly as the commit has it that was verified last that there is nothing to look at? Then it waits for nothing.
 * Of ten thousand objects this is said of nearly all, whenever all are looked at.
 */
export function passes(key: string, state: GuardState): boolean {
  const live = state.live.get(key);
  const known = atHand(key, live, state.drifts.get(key), state);
  if (live === undefined || !isAlike(live, known?.objects.get(key))) return false;
  state.judge.judgeAlike(live.ref);
  state.waiting.release(key);
  return true;
}

/** By what it can be told that nothing is to be done, without asking anybody; `undefined` where somebody has to be asked. */
function atHand(
  key: string,
  live: Seen['live'],
  drift: Seen['drift'],
  { head: { isRead, state } }: GuardState,
): DesiredState | undefined {
  const isOpen = drift !== undefined || state?.ended?.has(key) === true;
  return isRead && live !== undefined && !isOpen ? state : undefined;
}

/** What it means is all there is to it, and the same as in Git. */
function isAlike(live: LiveObject | undefined, desired: DesiredObject | undefined): boolean {
  return live?.isItsMeaning === true && live.meaning === desired?.meaning;
}

/**
 * Most looks end here, and ask nobody: it is as the commit has it that was verified last. Should that not be the newest,
 * everything that differs between the two is looked at when the newest is known.
 */
export function glance(it: Notice & Seen, state: GuardState): Answer<object> {
  const { key, live, drift } = it;
  const known = atHand(key, live, drift, state);
  if (known === undefined) return ok({});
  const desired = known.objects.get(key);
  const wanted = { ...it, state: known, ...(desired === undefined ? {} : { desired }) };
  const before = beforeOf(wanted, state);
  // Who wrote it counts only for what Git does not have.
  const actors = desired === undefined ? actorsOf(wanted, before, state) : [];
  if (differs(judgementOf(wanted, before, actors, state))) return ok({});
  state.waiting.release(key);
  return err('quiet');
}

/** After the object was seen, so that no commit that was verified before then is overlooked. */
export async function askDesired({ key }: Notice & Seen, state: GuardState): Promise<Answer<Wanted>> {
  const [now] = await Promise.all([state.head.ask(), state.askPause()]);
  if (now === undefined) return err('not-ready');
  const desired = now.objects.get(key);
  return ok({ state: now, ...(desired === undefined ? {} : { desired }) });
}

export async function judge(it: Notice & Seen & Wanted, state: GuardState): Promise<Answer<Judged>> {
  const { key, live, desired, drift } = it;
  if (it.state.ended?.has(key) === true && state.parts.over !== undefined) {
    if (live !== undefined) state.parts.over(key);
    if (drift !== undefined && live === undefined) await closeDrift(drift, it, state);
    return err('quiet');
  }
  const before = beforeOf(it, state);
  if (live === undefined && desired !== undefined) await lookAtNamespace(desired.ref, state);
  if (state.live.get(key) !== live) return err('moved');
  if (live === undefined && desired === undefined && before === undefined) {
    if (drift !== undefined) await closeDrift(drift, it, state);
    return err('quiet');
  }
  const actors = actorsOf(it, before, state);
  const judgement = judgementOf(it, before, actors, state);
  if (!differs(judgement)) {
    if (drift !== undefined) await closeDrift(drift, it, state);
    state.waiting.release(key);
    return err('quiet');
  }
  return ok({ actors, difference: judgement, ...(before === undefined ? {} : { before }) });
}

/** A removal that is told late may be an agent's, by the commit before the newest: then it was not there. */
function beforeOf(it: Notice & Seen & Wanted, state: GuardState): KubernetesObject | undefined {
  const mayBeLate = state.now - state.movedAt <= LATE && it.state.earlier.get(it.key)?.has('') === true;
  return mayBeLate ? undefined : (it.before ?? it.drift?.before);
}

function differs(judgement: DriftJudgement): judgement is Difference {
  return !('quiet' in judgement) && judgement.delta.effect !== 'none';
}

export function judgementOf(
  {
    key,
    ref,
    live,
    desired,
    state: { unknown, policy, earlier },
  }: Pick<Notice, 'key' | 'ref'> & Seen & Wanted,
  before: KubernetesObject | undefined,
  actors: readonly Actor[],
  state: GuardState,
): DriftJudgement {
  if (isAlike(live, desired)) return state.judge.judgeAlike(ref);
  return state.judge.judge({
    ref,
    ...(live === undefined ? {} : { live: live.object }),
    ...(before === undefined ? {} : { before }),
    ...(desired === undefined ? {} : { desired }),
    earlier: earlier.get(key) ?? NONE,
    unknown,
    ...(policy === undefined ? {} : { policy }),
    actors,
  });
}

const NONE: ReadonlySet<string> = new Set();

/** A namespace that ends takes its objects along, and its own event may come after theirs. */
async function lookAtNamespace({ namespace }: ObjectRef, { live, parts }: GuardState): Promise<void> {
  if (namespace === undefined) return;
  try {
    const found = await parts.live.get({ type: NAMESPACES, name: namespace });
    if (found === undefined) live.remove(NAMESPACES, { metadata: { name: namespace } });
    else live.put(NAMESPACES, found);
  } catch {
    // Then it is judged by what was seen of it.
  }
}

/** Whoever is known to have made the change, people by the roster. */
function actorsOf(
  { ref: object, at, live, drift, state: { roster } }: Notice & Seen & Wanted,
  before: KubernetesObject | undefined,
  { parts, place: { cluster } }: GuardState,
): readonly Actor[] {
  const seen = parts.witness.whoDid({
    cluster,
    object,
    removed: live === undefined,
    at,
    ...(live === undefined ? {} : { uid: live.uid, meaning: live.meaning }),
    ...versionOf(live),
  });
  const tool = live === undefined ? undefined : toolOf(live.object, before);
  const rosters = roster === undefined ? [] : [roster];
  // Sightings are forgotten; whoever holds an action back must not become nobody by it.
  const isRecorded = drift !== undefined && drift.uid === live?.uid && drift.meaning === live?.meaning;
  const known =
    seen.length === 0 && isRecorded ? drift.actors.filter(({ source }) => source !== 'manager') : seen;
  return [...known.map((one) => knownActor(one, rosters, cluster)), ...(tool === undefined ? [] : [tool])];
}

export function choose(it: Notice & Seen & Wanted & Judged, state: GuardState): Answer<Chosen> {
  const { key, live, desired, drift, difference } = it;
  const same = drift !== undefined && isSame(drift, live, difference) ? drift : undefined;
  const { change, delta, replaced } = difference;
  const due = same === undefined ? undefined : dueOf(same, state.graceMilliseconds);
  const decided = decide({
    tier: state.tier,
    change,
    effect: delta.effect === 'none' ? 'unknown' : delta.effect,
    found: state.inventory?.holds(key, live, change) === true,
    alertOnly: it.state.policy?.alertOnly.some((one) => matchesPattern(one, it.ref)) === true,
    replaced,
    terminating: live?.object.metadata.deletionTimestamp !== undefined,
    agent: desired?.agent !== undefined && canBeAsked(desired.agent) && state.parts.reconcile !== undefined,
    asked: same?.askedAt !== undefined,
    overdue: due !== undefined && due <= state.now,
  });
  // Why nothing is done is recorded anew where policy now has another reason.
  const isSaid = decided.code === undefined || decided.code === same?.said;
  return ok({ decided, ...(same === undefined || !isSaid ? {} : { same }) });
}

const LOOK_AGAIN = 1_000;

/**
 * An agent says that it applied a commit, and the watch may tell only later what that changed. So what follows from
 * another desired state, and not from what somebody just did, is looked up before it is said.
 */
export async function confirm(it: Notice & Seen & Chosen, state: GuardState): Promise<Answer<object>> {
  const { key, ref, live, same, origin } = it;
  const isSure = origin === 'list' || (origin === 'event' && state.now - state.movedAt > LATE);
  if (same !== undefined || isSure) return ok({});
  const type = GUARDED.find(({ kind }) => kind === ref.kind);
  const { namespace, name } = ref;
  if (type === undefined) return ok({});
  const at = { type, name, ...(namespace === undefined ? {} : { namespace }) };
  const now = await state.parts.live.get(at).catch(() => null);
  const { uid, resourceVersion } = now?.metadata ?? {};
  const isSo = now !== null && uid === live?.uid && resourceVersion === live?.version;
  if (isSo && state.live.get(key) === live) return ok({});
  state.waiting.at(key, state.now + LOOK_AGAIN);
  return err('moved');
}

/** So often the differences of one object are recorded within a minute as they come. */
const MOST_RECORDED = 10;
const PAUSED = 5_000;

/** Whoever changes one object again and again does not fill the record with it: then it is looked at now and then. */
export function pace({ key, same }: Notice & Chosen, state: GuardState): Answer<object> {
  if (same !== undefined || state.recordings.of(key, state.now).length < MOST_RECORDED) return ok({});
  state.waiting.at(key, state.now + PAUSED);
  return err('moved');
}
