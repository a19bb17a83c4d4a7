import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { HoleLanguage } from '../../../model/trust.ts';
import { refFilter } from '../language/ref-filter.ts';
import { refName } from '../language/ref-name.ts';
import { all, any, type Language, not } from '../language/state.ts';
import { account, name, nothing, number, text } from '../language/texts.ts';

/** The texts that a hole may hold; `undefined` where a pattern in it was not understood. */
export function holeLanguage(hole: HoleLanguage): Language | undefined {
  switch (hole.kind) {
    case 'any-ref':
      return bounded(refName(), hole);
    case 'filtered': {
      const filter = refFilter(hole.patterns, hole.ignore);
      return filter === undefined ? undefined : bounded(all([refName(), filter]), hole);
    }
    case 'listed':
      return hole.values.length === 0 ? nothing() : any(hole.values.map((value) => text(value)));
    case 'any-name':
      return all([name(), ...hole.except.map((value) => not(text(value, true)))]);
    case 'account':
      return all([account(), ...hole.except.map((value) => not(text(value, true)))]);
    case 'digits':
      return number();
  }
}

function bounded(
  language: Language,
  { except, within }: { readonly except: readonly string[]; readonly within?: readonly string[] },
): Language | undefined {
  const taken = refFilter(except, false);
  const admitted = within === undefined ? language : refFilter(within, false);
  if (taken === undefined || admitted === undefined) return undefined;
  return all([
    language,
    ...(within === undefined ? [] : [admitted]),
    ...(except.length === 0 ? [] : [not(taken)]),
  ]);
}

const HEADS = 'refs/heads/';

/**
 * Branches that nobody reaches by a push alone: the default branch, which landings are judged by, and those that an
 * active rule demands a pull request for. Written as branch patterns.
 */
export function guardedBranches(evidence: ForgeEvidence | undefined): readonly string[] {
  const named = evidence?.settings?.defaultBranch;
  const guarded = new Set(named === undefined ? ['main', 'master'] : [named]);
  for (const rule of evidence?.rules ?? []) {
    if (rule.enforcement !== 'active' || !rule.requirePullRequest || rule.exclude.length > 0) continue;
    for (const pattern of rule.include) {
      if (pattern === '~ALL') guarded.add('**');
      else if (pattern.startsWith(HEADS)) guarded.add(pattern.slice(HEADS.length));
    }
  }
  return [...guarded];
}

/** The default branch; both usual names, and what is assumed, where it was not observed. */
export function defaultBranch(evidence: ForgeEvidence | undefined): {
  readonly hole: HoleLanguage;
  readonly assumed: readonly string[];
} {
  const branch = evidence?.settings?.defaultBranch;
  if (branch !== undefined) return { hole: { kind: 'listed', values: [branch] }, assumed: [] };
  return {
    hole: { kind: 'listed', values: ['main', 'master'] },
    assumed: ['the default branch is main or master: settings not observed'],
  };
}
