import { askWhatCan } from '../../../flows/ask/what-can.ts';
import { renderWhatCan } from '../../../reports/text/ask.ts';
import { answerWith, askPorts, askRequest } from '../ask.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** `mainward what-can`: what a subject may do, and what it can become. */
export async function run(invocation: Invocation): Promise<number> {
  const [subject = ''] = invocation.args;
  answerWith(invocation, await askWhatCan(subject, await askRequest(invocation), askPorts()), renderWhatCan);
  return EXIT.judged;
}
