import type { CanDocument } from '../../model/ask.ts';
import { type CanAnswer, can } from '../../stages/5-cluster/ask/can.ts';
import { unreadOf, viaOf } from '../../stages/5-cluster/ask/documents.ts';
import { openCluster } from './cluster.ts';
import { askedQuestion } from './question.ts';
import type { AskPorts, AskRequest } from './request.ts';
import { askedSubject } from './requesters.ts';

const RANK: Readonly<Record<CanAnswer['allowed'], number>> = { allowed: 2, unknown: 1, denied: 0 };

/** May the subject do it, in one cluster? Throws for what is not understood. */
export async function askCan(
  subject: string,
  words: readonly string[],
  request: AskRequest,
  ports: AskPorts,
): Promise<CanDocument> {
  const { authorizer, notes } = await openCluster(request, ports);
  const asked = askedSubject(subject, request, authorizer);
  const question = askedQuestion(words, request, authorizer);
  const [best] = asked.requesters
    .map((requester) => can(authorizer, requester, question.request))
    .sort((one, other) => RANK[other.allowed] - RANK[one.allowed]);
  const answer: CanAnswer = best ?? { allowed: 'denied', because: [], via: [], unknown: [] };
  const nameless = asked.nameUnknown && answer.allowed === 'denied';
  return {
    schema: 'mainward.dev/can/v1',
    question: question.text,
    subject: asked.subject,
    cluster: authorizer.cluster.name,
    allowed: nameless ? 'unknown' : answer.allowed,
    because: [
      ...(nameless ? ['By which user name the cluster knows this person is not known.'] : []),
      ...answer.because,
      ...asked.notes,
      ...question.notes,
      ...notes,
    ],
    via: answer.via.map(viaOf),
    unknown: answer.unknown.map(unreadOf),
  };
}
