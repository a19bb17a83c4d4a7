import { askCan } from '../../../flows/ask/can.ts';
import type { CanDocument } from '../../../model/ask.ts';
import { renderCan } from '../../../reports/text/ask.ts';
import { answerWith, askPorts, askRequest } from '../ask.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

const EXITS: Readonly<Record<CanDocument['allowed'], number>> = {
  allowed: EXIT.judged,
  denied: EXIT.violated,
  unknown: EXIT.undecided,
};

/** `mainward can`: may a subject do it? */
export async function run(invocation: Invocation): Promise<number> {
  const [subject = '', ...words] = invocation.args;
  const answer = await askCan(subject, words, await askRequest(invocation), askPorts());
  answerWith(invocation, answer, renderCan);
  return EXITS[answer.allowed];
}
