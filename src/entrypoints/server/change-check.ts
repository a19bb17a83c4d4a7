import { CONTROLS } from '../../controls/registry.generated.ts';
import { check } from '../../flows/check/check.ts';
import type { ChangeCheck } from '../../flows/observe/checks.ts';
import type { GitOpener } from '../../ports/git.ts';
import { jsonText } from '../../reports/json.ts';

/** The check of offered changes in the repository under a path: what `mainward check` says of them. */
export function changeCheck(path: string, git: GitOpener): ChangeCheck {
  return async ({ forge, base, head, ref, evidence, now }) => {
    const { document } = await check(
      { path, base, head, ref, evidence, controls: CONTROLS, failOn: 'high', now },
      { git, native: () => forge, clock: () => performance.now() / 1_000 },
    );
    return { merged: document.merge.tree, verdict: document.verdict, report: jsonText(document) };
  };
}
