import type { Statement } from '../../../formats/in-toto/statement.ts';
import { child, stringOf } from '../../../formats/yaml/access.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import {
  APPROVAL_PREDICATE,
  type ApprovalStatement,
  type SignedApproval,
  STATEMENT_TYPE,
} from '../../../model/statement.ts';
import { isName, isTime, readSigned } from './signed.ts';

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REF = /^refs\/[\x21-\x7e\u{a1}-\u{10ffff}]{1,250}$/u;

/** Reads an envelope that should hold a native approval. Its signature is not verified here; the error says what is wrong. */
export function readApproval(envelope: Uint8Array): Result<SignedApproval, string> {
  const signed = readSigned(envelope);
  if (!signed.ok) return signed;
  const { statement, message, armour } = signed.value;
  const approval = approvalIn(statement);
  return approval.ok ? ok({ approval: approval.value, message, armour }) : approval;
}

function approvalIn({ subjects, predicateType, predicate }: Statement): Result<ApprovalStatement, string> {
  if (predicateType !== APPROVAL_PREDICATE) return err(`it is no approval: ${predicateType.slice(0, 100)}`);
  const heads = subjects.flatMap((digests) => digests.get('gitCommit') ?? []);
  const trees = subjects.flatMap((digests) => digests.get('gitTree') ?? []);
  const [head, tree] = [heads[0], trees[0]];
  if (head === undefined || tree === undefined || heads.length > 1 || trees.length > 1)
    return err('it does not name one commit and one tree');
  const [repository, ref, base, verdict, at] = ['repository', 'ref', 'base', 'verdict', 'at'].map((key) =>
    stringOf(child(predicate, key)),
  );
  if (!isName(repository)) return err('it names no repository');
  if (ref === undefined || !REF.test(ref)) return err('it names no full ref');
  if (base === undefined || ![base, head, tree].every((oid) => OID.test(oid) && oid.length === head.length))
    return err('an object id in it is none');
  if (verdict !== 'approve' && verdict !== 'withdraw') return err('it neither approves nor withdraws');
  if (!isTime(at)) return err('its time is no RFC 3339 time in UTC');
  return ok({ repository, ref, head, base, tree, verdict, at });
}

/** The payload of a native approval: what is signed, in its one spelling. */
export function approvalPayload({
  repository,
  ref,
  head,
  base,
  tree,
  verdict,
  at,
}: ApprovalStatement): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      _type: STATEMENT_TYPE,
      subject: [
        { name: 'head', digest: { gitCommit: head } },
        { name: 'merged', digest: { gitTree: tree } },
      ],
      predicateType: APPROVAL_PREDICATE,
      predicate: { repository, ref, base, verdict, at },
    }),
  );
}
