import type { Landing, ReasonCode } from '../model/landing.ts';
import { VOID_CODES } from '../stages/2-review/judge-landing.ts';
import { listed } from './person-name.ts';

/** What settles a question that a landing's judgement left open, by its reason. */
const PROVIDE: Readonly<Partial<Record<ReasonCode, string>>> = {
  'reviews-not-supplied': 'the pull requests and pushes of the forge as evidence',
  'roster-not-supplied': 'a roster of people and their accounts',
  'rules-not-supplied': 'the forge’s rules as evidence, or a Requirement',
  'bypass-not-observed': 'the pushes of the forge as evidence',
  undecided: 'what `mainward verify` names for each of them',
  'history-missing': 'the whole history',
  'content-not-proved': 'the heads of the pull requests in the clone',
  'content-not-read': 'the heads of the pull requests in the clone',
  'head-missing': 'the heads of the pull requests in the clone',
  'head-does-not-fit': 'the pull requests and pushes of the forge as evidence',
  'several-merged-at-once': 'merges of two parents',
};

const MISSING: readonly ReasonCode[] = ['approvals-missing', 'code-owner-missing'];

export function hasReason(landing: Landing, ...codes: readonly ReasonCode[]): boolean {
  return landing.reasons.some(({ code }) => codes.includes(code));
}

/** What to provide where one of these reasons left the landing open; nothing where it was settled. */
export function toProvide(landing: Landing, codes: readonly ReasonCode[]): readonly string[] {
  if (landing.verdict !== 'unknown') return [];
  return landing.reasons.flatMap(({ code, detail }) =>
    codes.includes(code) ? [PROVIDE[code] ?? detail] : [],
  );
}

/**
 * Is it proved that fewer people agreed than were needed? What was pushed past the review, or is not what was
 * offered, lacks agreement for a cause of its own.
 */
export function lacksAgreement(landing: Landing): boolean {
  return (
    landing.verdict === 'fail' &&
    landing.contentProved !== false &&
    hasReason(landing, ...MISSING, ...VOID_CODES) &&
    !hasReason(landing, 'direct-push')
  );
}

/** What was still needed, in words. */
export function lacking(landing: Landing): string {
  const missing = landing.required.flatMap((one) => (one.met === false ? [one.missing] : []));
  return missing.length === 0 ? 'an approval' : `approvals: ${listed([...new Set(missing)])}`;
}
