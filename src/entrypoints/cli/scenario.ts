import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { PARTS, type ReplayPart, type ScenarioDocument, type ScenarioName } from '../../model/scenario.ts';
import { replayAll, TABLE } from '../demo/scenario/matrix.ts';
import { deliver } from './deliver.ts';
import type { Invocation, OutputFormat } from './invocation.ts';

export interface ScenarioQuestion {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** Absent = every configuration of the table. */
  readonly without?: readonly ReplayPart[];
}

/** Replays an attack, and delivers what came of it. */
export async function showScenario(invocation: Invocation, question: ScenarioQuestion): Promise<void> {
  const { options, stderr, version, self } = invocation;
  const unfit = options.output.find(({ format }) => format !== 'text' && format !== 'json');
  if (unfit !== undefined)
    throw new MainwardError('USAGE', `A replay cannot be written as ${unfit.format}.`, {
      remedy: 'Use -o text or -o json.',
    });
  const { without, ...rest } = question;
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mainward-replay-')));
  try {
    const document = await replayAll({
      ...rest,
      root,
      version,
      self,
      now: new Date().toISOString(),
      configurations: without === undefined ? TABLE : [PARTS.filter((part) => without.includes(part))],
      ended: ({ without: lacking }) => {
        if (options.progress)
          stderr.write(`played ${lacking.length === 0 ? 'all on' : lacking.join(', ')}\n`);
      },
    });
    for (const request of options.output) {
      const onScreen = request.file === undefined;
      deliver(invocation, request, await render(request.format, document, invocation, onScreen));
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function render(
  format: OutputFormat,
  document: ScenarioDocument,
  { columns, color }: Invocation,
  onScreen: boolean,
): Promise<string> {
  if (format === 'json') return (await import('../../reports/json.ts')).jsonText(document);
  const { renderScenario } = await import('../../reports/scenario/text.ts');
  return renderScenario(document, { width: Math.min(columns, 100), color: onScreen && color });
}
