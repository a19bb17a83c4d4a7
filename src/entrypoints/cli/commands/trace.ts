import { readTraceQuestion, type TraceQuestion } from '../../../flows/trace/question.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { PassportDocument } from '../../../model/passport.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderPassportText } from '../../../reports/passport/text.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** Where passports come from: a ledger's folder, or a server. */
export interface Tracer {
  passport(): Promise<PassportDocument>;
  proof(): Promise<ProofDocument>;
}

/** `mainward trace`: where a live object or a commit comes from, and one file that proves it. */
export async function run(invocation: Invocation): Promise<number> {
  const { options, args, columns, color } = invocation;
  const [what = ''] = args;
  const { namespace, cluster } = options;
  const question = readTraceQuestion(what, {
    ...(namespace === undefined ? {} : { namespace }),
    ...(cluster === undefined ? {} : { cluster }),
  });
  const tracer = await tracerFor(question, what, invocation);
  for (const request of options.output) {
    if (request.format === 'proof') deliver(invocation, request, jsonText(await tracer.proof()));
    else if (request.format === 'json') deliver(invocation, request, jsonText(await tracer.passport()));
    else {
      const terminal = { width: Math.min(columns, 120), color: request.file === undefined && color };
      deliver(invocation, request, renderPassportText(await tracer.passport(), terminal));
    }
  }
  return EXIT.judged;
}

async function tracerFor(question: TraceQuestion, what: string, invocation: Invocation): Promise<Tracer> {
  const { log, server } = invocation.options;
  if (log !== undefined && server !== undefined) {
    throw new MainwardError('USAGE', 'Both --log and --server are named.', {
      remedy: 'Name the one that is to be asked.',
    });
  }
  if (server !== undefined) return (await import('../trace/server.ts')).serverTracer(what, invocation);
  return (await import('../trace/folder.ts')).folderTracer(question, invocation);
}
