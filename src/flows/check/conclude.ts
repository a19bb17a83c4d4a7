import type { CheckDocument, CheckReason, MissingApprovals, RequiredOfChange } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';
import type { Demand, Wanted } from '../../stages/2-review/judge/demand.ts';
import type { Outlook } from '../../stages/2-review/judge-landing.ts';
import type { ProposedChange } from './change.ts';
import type { Effect } from './effect.ts';
import type { Merged } from './merge.ts';

/** Everything that was found out about a proposed change. */
export interface Grounds {
  readonly change: ProposedChange;
  readonly merged: Merged;
  readonly outlook: Outlook;
  readonly effect: Effect;
  readonly failOn: Severity;
  /** Proved to be wrong. */
  readonly wrong: readonly CheckReason[];
  /** Keeps it from passing as long as it is not settled. */
  readonly open: readonly CheckReason[];
  /** Decides nothing. */
  readonly remarks: readonly CheckReason[];
}

/** The verdict: what is proved to be wrong fails, what is open is unknown, and only then it passes. */
export function conclude(grounds: Grounds): CheckDocument {
  const { change, merged, outlook, effect } = grounds;
  const { access, findings } = effect;
  const { landing, demands, candidates } = outlook;
  const violations = (findings ?? []).filter(({ severity }) => atLeastAsSevere(severity, grounds.failOn));
  const wrong = [
    ...(landing.verdict === 'fail' ? landing.reasons : []),
    ...grounds.wrong,
    ...(violations.length === 0 ? [] : [violated(violations, grounds.failOn)]),
  ];
  const open = [
    ...(merged.reason === undefined ? [] : [merged.reason]),
    ...grounds.open,
    ...(landing.verdict === 'unknown' ? landing.reasons : []),
  ];
  const remarks = [...(landing.verdict === 'pass' ? landing.reasons : []), ...grounds.remarks];
  return {
    schema: 'mainward.dev/check/v1',
    base: change.base,
    head: change.head,
    ref: change.ref,
    ...(change.number === undefined ? {} : { pullRequest: change.number }),
    merge: { tree: merged.tree, conflict: merged.conflict },
    access,
    findings,
    people: landing.people,
    approvals: landing.approvals,
    required: requiredBy(demands, candidates),
    landing: landing.verdict === 'pass' && open.length > 0 ? 'unknown' : landing.verdict,
    verdict: wrong.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'pass',
    reasons: [...wrong, ...open, ...remarks],
  };
}

function violated(findings: readonly Finding[], failOn: Severity): CheckReason {
  const ids = [...new Set(findings.map(({ control }) => control))];
  return {
    code: 'new-violations',
    detail: `it would violate what the base does not, at ${failOn} or above: ${ids.join(', ')}`,
  };
}

function requiredBy(
  demands: readonly Demand[],
  candidates: Outlook['candidates'],
): readonly RequiredOfChange[] {
  const bySource = Map.groupBy(demands, ({ source }) => source);
  return [...bySource].map(([requirement, own]) => {
    const open = own.filter(({ met }) => met !== true);
    return {
      requirement,
      met: own.some(({ met }) => met === false) ? false : open.length > 0 ? null : true,
      missing: open.flatMap(({ wanted }): readonly MissingApprovals[] =>
        wanted === undefined ? [] : [missingBy(wanted, candidates)],
      ),
      details: open.map(({ label, missing }) => `${label}: ${missing}`),
    };
  });
}

function missingBy({ of, from, count, have }: Wanted, candidates: Outlook['candidates']): MissingApprovals {
  return { group: of, kind: from.kind, count, have, who: candidates(from) };
}
