import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { HoleLanguage, HoleName } from '../../../model/trust.ts';
import type { Trigger, TrustClass } from '../../../model/workflow.ts';
import { defaultBranch, guardedBranches } from './holes.ts';

/** What a run's ref can be, and the qualifier its subject ends in where it has no environment. */
export interface RunRef {
  readonly class: TrustClass;
  readonly kind: 'branch' | 'tag' | 'pull';
  readonly hole: HoleName;
  readonly language: HoleLanguage;
  /** The subject says `pull_request` in place of the ref. */
  readonly pullSubject: boolean;
  readonly assumed: readonly string[];
}

/** Events whose runs execute what the default branch holds (docs.github.com, events that trigger workflows). */
const ON_TAG: ReadonlySet<string> = new Set(['release']);
const ON_PULL: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

/**
 * Refs of the identity tokens of one way of starting. `pull_request_target` runs on the default branch since
 * 2025-12-08; which of the two forms its subject takes is not documented, so both count.
 */
export function refsOf(
  start: { readonly event: string; readonly trust: TrustClass },
  trigger: Trigger | undefined,
  evidence: ForgeEvidence | undefined,
): readonly RunRef[] {
  const { event, trust } = start;
  if (event === 'push') return pushRefs(trust, trigger, evidence);
  if (ON_PULL.has(event)) {
    return [
      {
        class: trust,
        kind: 'pull',
        hole: 'number',
        language: { kind: 'digits' },
        pullSubject: true,
        assumed: [],
      },
    ];
  }
  if (ON_TAG.has(event)) return [tags(trust, { kind: 'any-ref', except: [] })];
  if (event === 'workflow_dispatch') {
    const open = branches('dispatch', { kind: 'any-ref', except: guardedBranches(evidence) });
    return [open, onDefault('merged', evidence)];
  }
  if (event === 'merge_group') {
    return [
      branches(trust, { kind: 'filtered', patterns: ['gh-readonly-queue/**'], ignore: false, except: [] }),
    ];
  }
  const base = onDefault(trust, evidence);
  return event === 'pull_request_target' ? [base, { ...base, pullSubject: true }] : [base];
}

function pushRefs(
  trust: TrustClass,
  trigger: Trigger | undefined,
  evidence: ForgeEvidence | undefined,
): readonly RunRef[] {
  const branch = trigger?.branches;
  const tag = trigger?.tags;
  const refs: RunRef[] = [];
  const except = trust === 'merged' ? [] : guardedBranches(evidence);
  if (branch !== undefined) {
    const patterns = branch.patterns.map(({ value }) => value);
    refs.push(branches(trust, { kind: 'filtered', patterns, ignore: branch.ignore, except }));
  } else if (tag === undefined) refs.push(branches(trust, { kind: 'any-ref', except }));
  if (trust === 'merged') return refs;
  if (tag !== undefined) {
    const patterns = tag.patterns.map(({ value }) => value);
    refs.push(tags(trust, { kind: 'filtered', patterns, ignore: tag.ignore, except: [] }));
  } else if (branch === undefined) refs.push(tags(trust, { kind: 'any-ref', except: [] }));
  return refs;
}

export function branches(trust: TrustClass, language: HoleLanguage): RunRef {
  return { class: trust, kind: 'branch', hole: 'branch', language, pullSubject: false, assumed: [] };
}

function tags(trust: TrustClass, language: HoleLanguage): RunRef {
  return { class: trust, kind: 'tag', hole: 'tag', language, pullSubject: false, assumed: [] };
}

export function onDefault(trust: TrustClass, evidence: ForgeEvidence | undefined): RunRef {
  const { hole, assumed } = defaultBranch(evidence);
  return { ...branches(trust, hole), assumed };
}
