import type { WhatCanDocument } from '../../model/ask.ts';
import { escalationOf, unreadOf, viaOf } from '../../stages/5-cluster/ask/documents.ts';
import { type HeldGrant, whatCan } from '../../stages/5-cluster/ask/what-can.ts';
import { escalations } from '../../stages/5-cluster/escalation/escalations.ts';
import { surroundingsOf } from '../../stages/5-cluster/escalation/surroundings.ts';
import { openCluster } from './cluster.ts';
import type { AskPorts, AskRequest } from './request.ts';
import { askedSubject } from './requesters.ts';

/** What the subject may do, and what it can become by that. Throws for what is not understood. */
export async function askWhatCan(
  subject: string,
  request: AskRequest,
  ports: AskPorts,
): Promise<WhatCanDocument> {
  const { authorizer, notes } = await openCluster(request, ports);
  const asked = askedSubject(subject, request, authorizer);
  const answers = asked.requesters.map((one) => whatCan(authorizer, one, request.namespace));
  const held = [...new Set(asked.requesters.flatMap((one) => authorizer.held(one)))].filter(
    (one) => request.namespace === undefined || one.namespace === null || one.namespace === request.namespace,
  );
  const masters = asked.requesters.some((one) => one.groups.has('system:masters'));
  return {
    schema: 'mainward.dev/what-can/v1',
    subject: asked.subject,
    cluster: authorizer.cluster.name,
    grants: distinct(answers.flatMap((one) => one.grants)).map(({ via, ...grant }) => ({
      ...grant,
      via: via.map(viaOf),
    })),
    escalations: escalations(held, surroundingsOf(authorizer)).map(escalationOf),
    unknown: (answers[0]?.unknown ?? []).map(unreadOf),
    notes: [
      ...asked.notes,
      ...notes,
      ...(masters ? ['The group system:masters is allowed everything before any rule is asked.'] : []),
    ],
  };
}

/** Several names of one person may hold the same. */
function distinct(grants: readonly HeldGrant[]): readonly HeldGrant[] {
  const byContent = new Map(grants.map((grant) => [JSON.stringify({ ...grant, via: null }), grant]));
  return [...byContent.values()];
}
