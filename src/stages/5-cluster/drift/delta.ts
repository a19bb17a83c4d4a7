import type { Rights } from '../../../model/access-diff.ts';
import type { DriftEffect, DriftRights, EffectiveDelta } from '../../../model/drift.ts';
import { SEVERITIES, type Severity } from '../../../model/verdict.ts';
import { viaOf } from '../ask/documents.ts';
import { subjectKey } from '../ask/names.ts';
import type { GrantDifference } from '../difference/access.ts';
import { breadthOf, bySeverity, type Danger, dangerOf } from '../difference/danger.ts';
import { waysOpened } from '../difference/escalations.ts';
import type { Escalation } from '../escalation/escalations.ts';
import type { Surroundings } from '../escalation/primitive.ts';
import { cutOffBy, type DeltaQuestion, gainsOf, heldBy } from './gains.ts';

/** What a difference does, before it is said what else there is about it. */
export type Access = Omit<EffectiveDelta, 'optOuts' | 'unknown'>;

/** Rights that are judged; beyond them they are only counted. */
const MOST_JUDGED = 500;
const MOST_TOLD = 20;
const MOST_WAYS = 5;
/** Subjects of whom it is told what they can do with it together with what they hold besides. */
const MOST_SUBJECTS = 5;
const MOST_CUT_OFF = 50;

/** Who may do more or less because one object is not as Git has it, and what can be done with it: the gravest first. */
export function accessDelta(question: DeltaQuestion, around: Surroundings): Access {
  const gains = gainsOf(question);
  const { gained, lost, uncounted } = gains;
  const known = new Map<string, Danger>();
  const judged = gained
    .slice(0, MOST_JUDGED)
    .map((one): Judged => {
      const { verbs, groups, resources, names, nonResourceURLs, namespace } = one;
      const rights = JSON.stringify([verbs, groups, resources, names, nonResourceURLs, namespace]);
      const danger = known.get(rights) ?? dangerOf(one, around);
      known.set(rights, danger);
      return { one, ...danger };
    })
    .sort(gravestFirst);
  const ways = waysTogether(question, judged, around);
  return {
    effect: effectOf(gained.length > 0, lost.length > 0),
    danger: gravest([...judged.map(({ danger }) => danger), ...ways.map(({ severity }) => severity)]),
    gained: judged.slice(0, MOST_TOLD).map(({ one }) => rightsOf(one)),
    lost: lost.slice(0, MOST_TOLD).map(rightsOf),
    more: Math.max(0, gained.length - MOST_TOLD) + Math.max(0, lost.length - MOST_TOLD) + uncounted,
    opens: [...new Set([...ways.map(({ title }) => title), ...judged.flatMap(({ opens }) => opens)])],
    cutOff: cutOffBy(question, gains).slice(0, MOST_CUT_OFF),
  };
}

/** Ways that what was gained opens together with what somebody holds besides, the gravest first. */
function waysTogether(
  question: DeltaQuestion,
  judged: readonly Judged[],
  around: Surroundings,
): readonly Escalation[] {
  const bySubject = Map.groupBy(judged, ({ one }) => subjectKey(one.subject));
  return [...bySubject.values()]
    .slice(0, MOST_SUBJECTS)
    .flatMap((list) => {
      const subject = list[0]?.one.subject;
      if (subject === undefined) return [];
      const namespaces = new Set(list.flatMap(({ one }) => one.namespace ?? []));
      const { before, after } = heldBy(question, subject, namespaces);
      return waysOpened(subject, before, after, around);
    })
    .sort(bySeverity);
}

function gravest(list: readonly Severity[]): Severity {
  return SEVERITIES.find((one) => list.includes(one)) ?? 'info';
}

function effectOf(gains: boolean, loses: boolean): DriftEffect | 'none' {
  if (gains) return loses ? 'mixed' : 'grants';
  return loses ? 'reduces' : 'none';
}

function rightsOf(one: GrantDifference): DriftRights {
  const { verbs, groups, resources, names, nonResourceURLs, namespace }: Rights = one;
  return {
    subject: one.subject,
    verbs,
    groups,
    resources,
    ...(names === undefined ? {} : { names }),
    ...(nonResourceURLs === undefined ? {} : { nonResourceURLs }),
    namespace,
    via: one.via.slice(0, MOST_WAYS).map(viaOf),
  };
}

interface Judged extends Danger {
  readonly one: GrantDifference;
}

function gravestFirst(one: Judged, other: Judged): number {
  return (
    SEVERITIES.indexOf(one.danger) - SEVERITIES.indexOf(other.danger) ||
    breadthOf(other.one) - breadthOf(one.one) ||
    (subjectKey(one.one.subject) < subjectKey(other.one.subject) ? -1 : 1)
  );
}
