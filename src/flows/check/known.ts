import type { ForgeEvidence, PullRequest } from '../../model/evidence.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { OpenNativeForge } from '../verify/native.ts';
import type { Statements } from '../verify/statements.ts';
import { type ProposedChange, pullOf } from './change.ts';

/** What is known of a proposed change and of who agreed to it. */
export interface Known {
  readonly forge?: ForgeEvidence;
  readonly pull?: PullRequest;
  readonly statements?: Statements;
}

/** Of the forge that was observed, or else of the repository itself; signed statements count with either. */
export async function whatIsKnown(
  repository: GitRepository,
  change: ProposedChange,
  observed: ForgeEvidence | undefined,
  { evidence, now }: { readonly evidence: Evidence; readonly now: string },
  open: OpenNativeForge | undefined,
): Promise<Known> {
  const native = open?.(repository, { ref: change.ref, evidence, now });
  const forge = observed ?? (await native?.observe({ tip: change.head, not: [change.base] }))?.evidence;
  const pull = pullOf(change, forge);
  return {
    ...(forge === undefined ? {} : { forge }),
    ...(pull === undefined ? {} : { pull }),
    ...(native === undefined
      ? {}
      : { statements: { finder: native, repository: native.name, only: observed === undefined } }),
  };
}

/** What was not supplied, for people. */
export function notSupplied({ forge, statements }: Known, { roster }: Evidence): readonly string[] {
  return [
    ...(forge === undefined && statements === undefined
      ? ['reviews and rules were not supplied: --evidence DIR with forge/*.json']
      : []),
    ...(roster === undefined ? ['the base has no roster, and none was supplied: --roster FILE'] : []),
  ];
}
