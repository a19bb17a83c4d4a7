import { compileGlob, type GlobState } from './parse.ts';

export interface GlobOptions {
  /** A character that `*` and `?` do not cross; `**` does. Without it they match everything. */
  readonly separator?: string;
}

/** Whether a pattern is one that `matchGlob` understands; one that is not matches nothing, as in Argo CD. */
export function isGlob(pattern: string): boolean {
  return compileGlob(pattern, undefined) !== undefined;
}

/**
 * Whether the whole of `text` matches a glob of gobwas/glob, the matcher of Argo CD: `*` any text,
 * `**` the same across separators, `?` one character, `[abc]` `[!abc]` `[a-z]`, `{a,b}`, `\` to
 * escape. All alternatives are followed at once: time is pattern length times text length.
 */
export function matchGlob(pattern: string, text: string, options: GlobOptions = {}): boolean {
  const states = compileGlob(pattern, options.separator);
  if (states === undefined) return false;
  let current = reach([states.length - 1], states);
  for (const character of text) {
    const stepped: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === 'one' && state.accepts(character)) stepped.push(state.next);
    }
    if (stepped.length === 0) return false;
    current = reach(stepped, states);
  }
  return current.has(0);
}

/** The states reachable without reading a character. */
function reach(from: readonly number[], states: readonly GlobState[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const state = states[index];
    if (state?.kind === 'split') open.push(...state.next);
  }
  return seen;
}
