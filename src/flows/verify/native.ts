import type { Forge, ForgeView, StatementFinder } from '../../ports/forge.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Span } from './range.ts';
import type { Statements } from './statements.ts';

/** A repository that is its own forge: what was offered are its refs, and who agreed stands in signed statements. */
export interface NativeForge extends Forge, StatementFinder {
  /** Name of the repository, as its statements must have it. */
  readonly name: string;
  /** With a span, only what landed in it. */
  observe(span?: Pick<Span, 'tip' | 'not'>): Promise<ForgeView>;
}

/** `undefined` where the repository holds nothing of the kind. */
export type OpenNativeForge = (
  repository: GitRepository,
  options: { readonly ref: string; readonly evidence: Evidence; readonly now: string },
) => NativeForge | undefined;

export interface NativeReading {
  readonly evidence: Evidence;
  readonly statements?: Statements;
  readonly notes: readonly string[];
}

/**
 * Joins what was supplied with what the repository itself keeps. Where a forge was observed, statements only add to what
 * it says; where none was, there is no other way to agree.
 */
export async function readNative(
  repository: GitRepository,
  { name, span, evidence, now }: { name: string; span: Span; evidence: Evidence; now: string },
  open: OpenNativeForge | undefined,
): Promise<NativeReading> {
  const forge = open?.(repository, { ref: span.ref, evidence, now });
  if (forge === undefined) return { evidence, notes: [] };
  const supplied = evidence.forges.some((one) => one.repository === name);
  const statements: Statements = { finder: forge, repository: forge.name, only: !supplied };
  if (supplied) return { evidence, statements, notes: [] };
  const view = await forge.observe(span);
  return {
    evidence: { ...evidence, forges: [...evidence.forges, { ...view.evidence, repository: name }] },
    statements,
    notes: view.notes,
  };
}

/** The name under which statements know a repository: that of its origin, or its own. */
export function nativeName({ name, remoteUrl }: GitRepository): string {
  const last = remoteUrl?.split(/[/:]/).findLast((part) => part !== '' && part !== '.git');
  return last === undefined ? name : last.endsWith('.git') ? last.slice(0, -'.git'.length) : last;
}
