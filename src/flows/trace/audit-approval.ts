import { decodePayload } from '../../chain/ledger/payload.ts';
import type { ApprovedEntry } from '../../model/ledger.ts';
import type { KeyRing } from '../../stages/1-commit/key-ring.ts';
import { readApproval } from '../../stages/2-review/statements/approval.ts';
import { digestOf } from '../verify/digest.ts';
import { judgeStatement } from '../verify/statements.ts';
import { type Claim, missing, type Proven, short } from './claim.ts';

/** Did the person whom the entry's payload names sign exactly this, with a key that the roster gives them? */
export function auditApproval(
  { index, entry, payload }: Proven<ApprovedEntry>,
  roster: { readonly ring: KeyRing; readonly index: number } | undefined,
): Claim {
  const said = decodePayload(payload, 'mainward.dev/approved/v1');
  const what = `the approval of ${short(entry.head)}`;
  if (said === undefined) return missing(entry.payload, [index], what);
  const envelope = new Uint8Array(Buffer.from(said.envelope, 'base64'));
  const refuted = (why: string): Claim => ({ state: 'refuted', what: `${what} ${why}`, entries: [index] });
  if (digestOf(envelope) !== entry.statement) return refuted('is not the statement that was recorded');
  const signed = readApproval(envelope);
  if (!signed.ok) return refuted(`is none: ${signed.error}`);
  const { approval } = signed.value;
  if (approval.head !== entry.head || approval.ref !== entry.ref || approval.repository !== said.repository)
    return refuted('is for something else');
  if (approval.verdict !== 'approve') return refuted('takes one back');
  if (roster === undefined)
    return { state: 'open', what: `${what}: the roster that was in force is not here`, entries: [index] };
  const { signature, standing } = judgeStatement(signed.value, roster.ring, undefined, entry.at);
  const entries = [roster.index, index];
  if (standing.kind === 'void') return { ...refuted(`has no good signature: ${signature.why}`), entries };
  if (standing.kind === 'open') return { state: 'open', what: `${what}: ${standing.why}`, entries };
  if (signature.person !== said.by) return { ...refuted(`is not signed by ${said.by}`), entries };
  return { state: 'shown', what: `${said.by} signed ${what}, with a key of the roster`, entries };
}
