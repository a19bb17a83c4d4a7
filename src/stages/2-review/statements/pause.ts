import { createHash } from 'node:crypto';
import type { Statement } from '../../../formats/in-toto/statement.ts';
import { child, stringOf } from '../../../formats/yaml/access.ts';
import { PAUSE_PREDICATE, type PauseStatement, type SignedPause } from '../../../model/pause.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { STATEMENT_TYPE } from '../../../model/statement.ts';
import { isName, isTime, readSigned, reasonProblem } from './signed.ts';

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Reads an envelope that should hold a statement about a pause. Its signature is not verified here; the error says what is wrong. */
export function readPause(envelope: Uint8Array): Result<SignedPause, string> {
  const signed = readSigned(envelope);
  if (!signed.ok) return signed;
  const { statement, payload, message, armour } = signed.value;
  const pause = pauseIn(statement);
  if (!pause.ok) return pause;
  return ok({
    pause: pause.value,
    id: createHash('sha256').update(payload).digest('hex'),
    message,
    armour,
  });
}

function pauseIn({ subjects, predicateType, predicate }: Statement): Result<PauseStatement, string> {
  if (predicateType !== PAUSE_PREDICATE) return err(`it is about no pause: ${predicateType.slice(0, 100)}`);
  const [subject, ...others] = subjects;
  const [repository, cluster, verdict, from, until, reason, at] = [
    'repository',
    'cluster',
    'verdict',
    'from',
    'until',
    'reason',
    'at',
  ].map((key) => stringOf(child(predicate, key)));
  if (!isName(repository)) return err('it names no repository');
  if (!isName(cluster)) return err('it names no cluster');
  if (!isTime(until) || !isTime(at)) return err('a time of it is no RFC 3339 time in UTC');
  if (verdict === 'end') {
    const ends = subject?.get('sha256');
    if (ends === undefined || !DIGEST.test(ends) || others.length > 0)
      return err('it does not name one pause');
    return ok({ verdict, repository, cluster, until, at, ends });
  }
  if (verdict !== 'pause') return err('it neither pauses nor ends a pause');
  const commit = subject?.get('gitCommit');
  if (commit === undefined || !OID.test(commit) || others.length > 0)
    return err('it does not name one commit of its repository');
  if (!isTime(from) || Date.parse(until) <= Date.parse(from)) return err('it ends before it begins');
  const problem = reasonProblem(reason ?? '');
  if (reason === undefined || problem !== undefined) return err(problem ?? 'it gives no reason');
  return ok({ verdict, repository, cluster, from, until, at, reason, commit });
}

/** The payload of a statement about a pause: what is signed, in its one spelling. */
export function pausePayload(pause: PauseStatement): Uint8Array {
  const { repository, cluster, verdict, until, at } = pause;
  const common = { repository, cluster, verdict };
  const [subject, predicate] =
    pause.verdict === 'pause'
      ? [
          { name: 'repository', digest: { gitCommit: pause.commit } },
          { ...common, from: pause.from, until, reason: pause.reason, at },
        ]
      : [
          { name: 'pause', digest: { sha256: pause.ends } },
          { ...common, until, at },
        ];
  return Buffer.from(
    JSON.stringify({ _type: STATEMENT_TYPE, subject: [subject], predicateType: PAUSE_PREDICATE, predicate }),
  );
}
