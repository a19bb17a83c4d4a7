import { preAuthentication, readEnvelope } from '../../../formats/dsse/envelope.ts';
import {
  IN_TOTO_PAYLOAD,
  readStatement,
  STATEMENT_TYPE,
  type Statement,
} from '../../../formats/in-toto/statement.ts';
import { child, stringOf } from '../../../formats/yaml/access.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import { APPROVAL_PREDICATE, type ApprovalStatement, type SignedApproval } from '../../../model/statement.ts';

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REF = /^refs\/[\x21-\x7e\u{a1}-\u{10ffff}]{1,250}$/u;
const NAME = /^[\x21-\x7e\u{a1}-\u{10ffff}]{1,256}$/u;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** Reads an envelope that should hold a native approval. Its signature is not verified here; the error says what is wrong. */
export function readApproval(envelope: Uint8Array): Result<SignedApproval, string> {
  const opened = readEnvelope(envelope);
  if (!opened.ok) return opened;
  const { payloadType, payload, signatures } = opened.value;
  const [signature, ...others] = signatures;
  if (payloadType !== IN_TOTO_PAYLOAD) return err('it carries no in-toto statement');
  if (signature === undefined || others.length > 0) return err('it is signed by several at once');
  const statement = readStatement(payload);
  if (!statement.ok) return statement;
  const approval = approvalIn(statement.value);
  if (!approval.ok) return approval;
  return ok({
    approval: approval.value,
    message: preAuthentication(payloadType, payload),
    armour: Buffer.from(signature.signature).toString('latin1'),
  });
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
  if (repository === undefined || !NAME.test(repository)) return err('it names no repository');
  if (ref === undefined || !REF.test(ref)) return err('it names no full ref');
  if (base === undefined || ![base, head, tree].every((oid) => OID.test(oid) && oid.length === head.length))
    return err('an object id in it is none');
  if (verdict !== 'approve' && verdict !== 'withdraw') return err('it neither approves nor withdraws');
  if (at === undefined || !isTime(at)) return err('its time is no RFC 3339 time in UTC');
  return ok({ repository, ref, head, base, tree, verdict, at });
}

/** A day that no calendar has would be read as another one. */
function isTime(text: string): boolean {
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text.slice(0, 10);
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
