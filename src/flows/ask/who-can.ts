import type { WhoCanDocument } from '../../model/ask.ts';
import { unreadOf, viaOf } from '../../stages/5-cluster/ask/documents.ts';
import { whoCan } from '../../stages/5-cluster/ask/who-can.ts';
import { openCluster } from './cluster.ts';
import { askedQuestion } from './question.ts';
import type { AskPorts, AskRequest } from './request.ts';

/** Everybody who may do it, in one cluster. Throws for what is not understood. */
export async function askWhoCan(
  words: readonly string[],
  request: AskRequest,
  ports: AskPorts,
): Promise<WhoCanDocument> {
  const { authorizer, notes } = await openCluster(request, ports);
  const question = askedQuestion(words, request, authorizer);
  const answer = whoCan(authorizer, question.request);
  return {
    schema: 'mainward.dev/who-can/v1',
    question: question.text,
    cluster: authorizer.cluster.name,
    subjects: answer.subjects.map(({ subject, via }) => ({ subject, via: via.map(viaOf) })),
    unknown: answer.unknown.map(unreadOf),
    notes: [...question.notes, ...notes],
  };
}
