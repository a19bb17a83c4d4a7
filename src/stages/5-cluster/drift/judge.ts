import type { KubeObject } from '../../../formats/kubernetes/object.ts';
import type { DriftChange, EffectiveDelta, QuietReason } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { GuardPolicy } from '../../../model/policy.ts';
import type { DefaultPolicy } from '../defaults.ts';
import { meaningOf } from '../meaning.ts';
import { defaultsByKey, looksLikeDefault, repaired } from './defaults-of.ts';
import { type Access, accessDelta } from './delta.ts';
import { cannotBeTold, told } from './effect.ts';
import { changesSelection, likeness } from './likeness.ts';
import type { LiveRbac } from './live-rbac.ts';
import { optOuts } from './opt-outs.ts';
import { matchesPattern, ownersOf } from './patterns.ts';
import { isBinding, type RbacObject, rbacKey, readRbac, roleKeyOf } from './rbac-object.ts';
import { isPerson, isUnseen, seenUser, type Writer } from './writers.ts';

/** One object of the four kinds that grant, as it is and as it should be. */
export interface DifferenceQuestion {
  readonly ref: ObjectRef;
  /** As it is; absent where it is gone. */
  readonly live?: KubeObject;
  /** As it was last seen before; absent where it was not there, or nobody looked. */
  readonly before?: KubeObject;
  /** As the verified commit has it, with its `rbacMeaning`; absent where it has none. */
  readonly desired?: { readonly meaning: string; readonly object: KubeObject };
  /** Meanings that verified commits gave it which an agent may still be at; the empty text: one of them had no such object. */
  readonly earlier: ReadonlySet<string>;
  /** False where something that may hold this object was not rendered, so that it is not known to be absent in Git. */
  readonly complete: boolean;
  /** The cluster around it; whether it holds this object, and how, makes no difference. */
  readonly cluster: LiveRbac;
  /** What the cluster's release brings along; absent where that is not known. */
  readonly defaults?: DefaultPolicy;
  readonly policy?: Pick<GuardPolicy, 'known'>;
  /** Who made the change, where that was seen. */
  readonly writer?: Writer;
}

export interface Drift {
  readonly kind: 'drift';
  readonly change: DriftChange;
  readonly delta: EffectiveDelta;
  /** No agent can give it back as it stands: its roleRef cannot be changed, so it has to be deleted first. */
  readonly replaced: boolean;
}
export type Judgement = { readonly kind: 'quiet'; readonly reason: QuietReason } | Drift;

/** Is a difference one that matters, and what does it do to who may do what? Asks nobody; `docs/guard.md` has the rules. */
export function judgeDifference(question: DifferenceQuestion): Judgement {
  return question.live === undefined ? judgeAbsent(question) : judgeLive(question, question.live);
}

function judgeAbsent(question: DifferenceQuestion): Judgement {
  const { ref, before, desired, earlier, cluster } = question;
  const leaving = ref.namespace !== undefined && cluster.isLeaving(ref.namespace);
  if (desired === undefined && originalOf(question) === undefined) {
    if (question.complete || before === undefined) return quiet('same');
    return leaving ? quiet('terminating') : drift('removed', cannotBeTold([INCOMPLETE]));
  }
  if (leaving) return quiet('terminating');
  if (desired === undefined && before === undefined) return quiet('default');
  const git = gitOf(question);
  if (git === undefined) return drift('removed', cannotBeTold([unread('Git', ref)]));
  if (earlier.has('') && !means(before, meaningOf(git))) return quiet('rolling-out');
  const access = accessOf(question, undefined, git);
  return access.effect === 'none' ? quiet('no-effect') : drift('removed', told(access));
}

function judgeLive(question: DifferenceQuestion, live: KubeObject): Judgement {
  const { ref, desired, earlier, policy, cluster } = question;
  const known = policy?.known.find(
    (one) => matchesPattern(one, ref) && (one.by === undefined || one.by === seenUser(question.writer)),
  );
  if (desired === undefined && known !== undefined)
    return quiet(known.by === undefined ? 'known' : 'controller');
  const change = desired === undefined && originalOf(question) === undefined ? 'added' : 'changed';
  const object = readRbac(live)?.object;
  if (object === undefined) return drift(change, cannotBeTold([unread('the cluster', ref)]));
  const git = gitOf(question);
  if (git === undefined && desired !== undefined) return drift(change, cannotBeTold([unread('Git', ref)]));
  // An agent that is still at another commit may have been told to look away by that one.
  const outs = change === 'added' || earlier.size > 0 ? [] : optOuts(live, desired?.object);
  const meaning = meaningOf(object);
  const alike = git !== undefined && (meaning === meaningOf(git) || meaning === desired?.meaning);
  if (alike && outs.length === 0 && !changesSelection(object, git, cluster)) {
    const how = likeness(object, git);
    if (how !== 'aggregated') return quiet(desired === undefined ? 'default' : how);
  }
  if (outs.length === 0 && earlier.has(meaning)) return quiet('rolling-out');
  const doubts = doubtsOf(question, live, object, change);
  const access = accessOf(question, object, git);
  if (access.effect === 'none' && outs.length === 0) {
    if (!alike || git === undefined) return quiet('no-effect');
    return quiet(desired === undefined ? 'default' : likeness(object, git));
  }
  const replaced = git !== undefined && isBinding(git) && roleKeyOf(git) !== refersTo(object);
  return { ...drift(change, told(access, outs, doubts)), replaced };
}

/** Why it cannot be told what a live object does, or whether anybody should act upon it. */
function doubtsOf(
  { ref, complete, defaults, cluster, policy, writer }: DifferenceQuestion,
  live: KubeObject,
  object: RbacObject,
  change: DriftChange,
): readonly string[] {
  const doubts: string[] = [];
  const role = cluster.unreadable(refersTo(object) ?? '');
  if (role !== undefined) doubts.push(role);
  if (change !== 'added') return doubts;
  // What Git has is written by agents and by what they install, never by a person.
  if (!complete && !isPerson(writer)) doubts.push(INCOMPLETE);
  if (defaults === undefined && looksLikeDefault(ref) && !isPerson(writer))
    doubts.push('it may be one that the API server brings along, and what this release brings is not known');
  const byWhom = policy?.known.find((one) => one.by !== undefined && matchesPattern(one, ref))?.by;
  if (byWhom !== undefined && isUnseen(writer))
    doubts.push(
      `policy knows it where ${byWhom} writes it, and it was not seen who did: let admission, or the audit log, see who writes`,
    );
  const owners = ownersOf(live);
  if (owners.length > 0 && !isPerson(writer))
    doubts.push(
      `it says that ${owners.join(' and ')} owns it, which anybody can write: name its controller under \`known\`, or let admission see who writes it`,
    );
  return doubts;
}

const INCOMPLETE = 'whether Git has it is not known, because not all that it holds could be rendered';

function unread(where: string, { kind, name }: ObjectRef): string {
  return `${kind} ${name} cannot be read as it is in ${where}`;
}

/** The default of the cluster's release by that name. */
function originalOf({ ref, defaults }: DifferenceQuestion): RbacObject | undefined {
  return defaults === undefined ? undefined : defaultsByKey(defaults).get(rbacKey(ref));
}

/** As it should be: Git's with what the API server adds to it, or the release's own. */
function gitOf(question: DifferenceQuestion): RbacObject | undefined {
  const original = originalOf(question);
  if (question.desired === undefined) return original;
  const read = readRbac(question.desired.object)?.object;
  return read === undefined ? undefined : repaired(read, original);
}

function accessOf(
  { ref, cluster }: DifferenceQuestion,
  live: RbacObject | undefined,
  git: RbacObject | undefined,
): Access {
  const key = rbacKey(ref);
  const explained = cluster.explained();
  return accessDelta({ key, live, git, cluster: cluster.live, explained }, cluster.surroundings());
}

function means(object: KubeObject | undefined, meaning: string): boolean {
  const read = object === undefined ? undefined : readRbac(object)?.object;
  return read !== undefined && meaningOf(read) === meaning;
}

function refersTo(object: RbacObject): string | undefined {
  return isBinding(object) ? roleKeyOf(object) : undefined;
}

function quiet(reason: QuietReason): Judgement {
  return { kind: 'quiet', reason };
}

function drift(change: DriftChange, delta: EffectiveDelta): Drift {
  return { kind: 'drift', change, delta, replaced: false };
}
