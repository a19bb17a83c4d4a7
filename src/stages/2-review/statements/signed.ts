import { preAuthentication, readEnvelope } from '../../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD, readStatement, type Statement } from '../../../formats/in-toto/statement.ts';
import { err, ok, type Result } from '../../../model/result.ts';

/** A statement that one person signed, taken out of its envelope; nobody has verified it yet. */
export interface SignedStatement {
  readonly statement: Statement;
  readonly payload: Uint8Array;
  /** The bytes that the signature is over. */
  readonly message: Uint8Array;
  /** Armoured SSHSIG. */
  readonly armour: string;
  /** As it stands in the envelope. */
  readonly signature: Uint8Array;
}

/** Opens an envelope; the error says what is wrong with it. */
export function readSigned(envelope: Uint8Array): Result<SignedStatement, string> {
  const opened = readEnvelope(envelope);
  if (!opened.ok) return opened;
  const { payloadType, payload, signatures } = opened.value;
  const [signature, ...others] = signatures;
  if (payloadType !== IN_TOTO_PAYLOAD) return err('it carries no in-toto statement');
  if (signature === undefined || others.length > 0) return err('it is signed by several at once');
  const statement = readStatement(payload);
  if (!statement.ok) return statement;
  return ok({
    statement: statement.value,
    payload,
    message: preAuthentication(payloadType, payload),
    armour: Buffer.from(signature.signature).toString('latin1'),
    signature: signature.signature,
  });
}

const NAME = /^[\x21-\x7e\u{a1}-\u{10ffff}]{1,256}$/u;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** A name of a repository or a cluster: one word that can be shown. */
export function isName(text: string | undefined): text is string {
  return text !== undefined && NAME.test(text);
}

/** RFC 3339 in UTC. A day that no calendar has would be read as another one. */
export function isTime(text: string | undefined): text is string {
  const at = text !== undefined && TIME.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text?.slice(0, 10);
}

/** One line that can be shown: no control characters, nothing that turns the direction of writing. */
const REASON = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]{1,500}$/u;

/** Why a reason cannot be shown as it is; `undefined` where it can. */
export function reasonProblem(reason: string): string | undefined {
  return REASON.test(reason) && reason.trim() !== ''
    ? undefined
    : 'the reason is not one line of at most 500 characters';
}
