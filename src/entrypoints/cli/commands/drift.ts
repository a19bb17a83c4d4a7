import { verdictOf } from '../../../flows/drift/verdict.ts';
import type { DriftDocument } from '../../../model/drift-document.ts';
import { MainwardError } from '../../../model/errors.ts';
import { renderDrift } from '../../../reports/drift/text.ts';
import { jsonText } from '../../../reports/json.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** Where the answer comes from: a cluster that is asked here, or a server that watches some. */
export interface DriftSource {
  now(): Promise<DriftDocument>;
  /** Writes what comes and goes, until somebody wants it to end. */
  watch(): Promise<void>;
}

/** `mainward drift`: what differs now between the verified commit and a cluster. */
export async function run(invocation: Invocation): Promise<number> {
  const { options } = invocation;
  if (options.watch === true) demandOneOutput(invocation);
  const source = await sourceOf(invocation);
  if (options.watch === true) {
    await source.watch();
    return EXIT.judged;
  }
  const document = await source.now();
  for (const request of options.output) {
    const terminal = {
      width: Math.min(invocation.columns, 120),
      color: request.file === undefined && invocation.color,
    };
    const text = request.format === 'json' ? jsonText(document) : renderDrift(document, terminal);
    deliver(invocation, request, text);
  }
  return EXIT_OF[verdictOf(document, options.failOn)];
}

const EXIT_OF = {
  granting: EXIT.violated,
  forbidden: EXIT.permissionNeeded,
  untold: EXIT.undecided,
  fine: EXIT.judged,
} as const;

async function sourceOf(invocation: Invocation): Promise<DriftSource> {
  const { server, kubeconfig, context, offline } = invocation.options;
  if (offline) {
    throw new MainwardError('USAGE', 'A cluster or a server is to be asked, and --offline forbids it.', {
      remedy: 'Run it without --offline and without MAINWARD_OFFLINE.',
    });
  }
  if (server === undefined) return (await import('../drift/local.ts')).localSource(invocation);
  if (kubeconfig !== undefined || context !== undefined) {
    throw new MainwardError(
      'USAGE',
      '--server asks a server, and --kubeconfig a cluster: only one can count.',
      {
        remedy: 'Leave one of them out.',
      },
    );
  }
  return (await import('../drift/server.ts')).serverSource(invocation);
}

/** What goes on and on is written to one place. */
function demandOneOutput({ options }: Invocation): void {
  const [output, ...more] = options.output;
  if (output?.file === undefined && more.length === 0) return;
  throw new MainwardError('USAGE', '--watch writes to standard output only, in one format.', {
    remedy: 'Use `-o json` without a file, or no -o at all.',
  });
}
