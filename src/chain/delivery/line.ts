/** One file that a landing changed; what it was and is, as mode and object id, and '' where it is not there. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface LineLanding {
  readonly commit: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** Against what the ref pointed to before; `null` = could not be read. */
  readonly changes: readonly ChangedFile[] | null;
}

export interface Delivery {
  /** The newest landing that may be handed to agents; absent where none may. */
  readonly deliver?: string;
  /** The first landing that holds the line up and is not mended. */
  readonly held?: string;
  /** Files that are not as they were before it; `null` = cannot be told. */
  readonly unmended?: readonly string[] | null;
}

/**
 * How far along a ref's landings (oldest first, since the one that was handed over last) agents may be led. A landing
 * that did not pass holds the line up. It is mended when every file that it changed is again what it was before, by
 * landings after it; the next one that passes then leads on. So what agents get differs from what they had only by what
 * passed. Whoever gets past the rules once must not make the rules: what lands on rules that did not pass (files that
 * `rule` names) did not pass either, whatever was said of it.
 */
export function deliverable(
  landings: readonly LineLanding[],
  rule: (path: string) => boolean = isRule,
): Delivery {
  /** What files would be if only what passed had landed, where they are something else. */
  const owed = new Map<string, string>();
  let lost = false;
  let deliver: string | undefined;
  let held: string | undefined;
  for (const { commit, verdict, changes } of landings) {
    const passed = verdict === 'pass' && changes !== null && !owed.keys().some(rule);
    for (const { path, before, after } of changes ?? []) {
      const accepted = owed.get(path) ?? (passed ? after : before);
      if (after === accepted) owed.delete(path);
      else owed.set(path, accepted);
    }
    if (!passed) {
      held ??= commit;
      if (changes === null) lost = true;
    } else if (!lost && owed.size === 0) {
      deliver = commit;
      held = undefined;
    }
  }
  return {
    ...(deliver === undefined ? {} : { deliver }),
    ...(held === undefined ? {} : { held, unmended: lost ? null : [...owed.keys()].sort() }),
  };
}

/** Files that say what is demanded of a change: policy, and who owns what. */
export function isRule(path: string): boolean {
  return (
    path.startsWith('.mainward/') || /^(?:\.github\/|\.gitlab\/|\.gitea\/|docs\/)?CODEOWNERS$/.test(path)
  );
}
