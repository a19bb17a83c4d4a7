import { resolve } from 'node:path';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { previewReview } from '../../../flows/review/preview.ts';
import { jsonText } from '../../../reports/json.ts';
import { itemsCsv } from '../../../reports/review/csv.ts';
import { renderPreview } from '../../../reports/review/preview.ts';
import type { Action } from '../action.ts';
import { deliver } from '../deliver.ts';
import { collectEvidence } from '../evidence.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { openNativeForge } from '../native-forge.ts';

/** What a campaign would ask whom, from a repository alone. */
export const preview: Action = {
  operands: ['DEFINITION', '[PATH]'],
  options: ['commit', 'asOf', 'roster', 'evidence'],
  formats: ['text', 'json', 'csv'],
  run: runPreview,
};

async function runPreview(invocation: Invocation, operands: readonly string[]): Promise<number> {
  const { options, cwd } = invocation;
  const [definition = '', path = '.'] = operands;
  const document = await previewReview(
    {
      path: resolve(cwd, path),
      definition,
      revision: options.commit ?? 'HEAD',
      now: options.asOf ?? new Date().toISOString(),
      evidence: await collectEvidence(options),
    },
    { git: new GitCliOpener(), native: openNativeForge },
  );
  for (const request of options.output) {
    const terminal = {
      width: Math.min(invocation.columns, 120),
      color: request.file === undefined && invocation.color,
    };
    const text =
      request.format === 'json'
        ? jsonText(document)
        : request.format === 'csv'
          ? itemsCsv(document.items)
          : renderPreview(document, terminal);
    deliver(invocation, request, text);
  }
  return document.unassigned > 0 ? EXIT.usage : EXIT.judged;
}
