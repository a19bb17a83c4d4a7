import { preAuthentication, writeEnvelope } from '../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../formats/in-toto/statement.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Roster } from '../../model/person.ts';
import { type ApprovalStatement, ATTESTATION_NAMESPACE, statementPath } from '../../model/statement.ts';
import type { StatementKeeper, StatementPublisher, StatementSigner } from '../../ports/approving.ts';
import type { GitRepository } from '../../ports/git.ts';
import { SshVerifier } from '../../stages/1-commit/sshsig.ts';
import { approvalPayload, readApproval } from '../../stages/2-review/statements/approval.ts';
import { digestOf } from '../verify/digest.ts';
import { nativeName } from '../verify/native.ts';
import { type ChangeRequest, type OfferedChange, readOfferedChange, refused } from './change.ts';
import { keyIn, ownBecause, type Self } from './own.ts';

export interface ApproveRequest extends ChangeRequest {
  readonly verdict: ApprovalStatement['verdict'];
  readonly self: Self;
  readonly roster?: Roster;
  /** RFC 3339 UTC. */
  readonly now: string;
  /** Name of the remote that is to have it; nobody but this clone where it is left out. */
  readonly remote?: string;
}

export interface ApprovePorts {
  readonly repository: GitRepository;
  readonly signer: StatementSigner;
  readonly keeper: StatementKeeper & StatementPublisher;
  /** Shows what is about to be signed, before it is; rejects where it is not to be. */
  readonly show: (change: OfferedChange) => Promise<void>;
}

export interface Approved {
  readonly approval: ApprovalStatement;
  /** Fingerprint of the key. */
  readonly key: string;
  /** SHA-256 of the statement. */
  readonly digest: string;
  readonly published: boolean;
}

/** Agrees to a change as the person at this machine, or takes that back. */
export async function approve(request: ApproveRequest, ports: ApprovePorts): Promise<Approved> {
  const change = await readOfferedChange(ports.repository, request);
  refuseOwn(change, request, request.self);
  await ports.show(change);
  const approval = statementOf(change, request, ports.repository);
  const { envelope, key } = await signed(approval, ports.signer);
  refuseOwn(change, request, { ...request.self, key });
  const digest = digestOf(envelope);
  await ports.keeper.add({ path: statementPath(approval.ref, approval.head, digest), bytes: envelope });
  if (request.remote !== undefined) await ports.keeper.publish(request.remote);
  return { approval, key, digest, published: request.remote !== undefined };
}

/** Whoever made a change may still say that they no longer stand by what they once said of it. */
function refuseOwn({ commits }: OfferedChange, { verdict, roster }: ApproveRequest, self: Self): void {
  const why = verdict === 'approve' ? ownBecause(commits, self, roster) : undefined;
  if (why === undefined) return;
  throw refused(`An approval of one’s own work counts for nothing: ${why}.`, 'Ask somebody else to agree.');
}

function statementOf(
  { head, base, ref, tree }: OfferedChange,
  { verdict, now }: ApproveRequest,
  repository: GitRepository,
): ApprovalStatement {
  return { repository: nativeName(repository), ref, head, base, tree, verdict, at: now };
}

/** Signs, and reads back what was signed as whoever verifies it will. */
async function signed(
  approval: ApprovalStatement,
  signer: StatementSigner,
): Promise<{ readonly envelope: Uint8Array; readonly key: string }> {
  const payload = approvalPayload(approval);
  const armour = await signer.sign(preAuthentication(IN_TOTO_PAYLOAD, payload));
  const key = keyIn(armour);
  const signature = Buffer.from(armour, 'latin1');
  const envelope = writeEnvelope(IN_TOTO_PAYLOAD, payload, {
    signature,
    ...(key === undefined ? {} : { keyid: key }),
  });
  const read = readApproval(envelope);
  const verification = read.ok
    ? new SshVerifier(ATTESTATION_NAMESPACE).verify(read.value.armour, read.value.message)
    : { kind: 'malformed' as const, why: read.error };
  if (verification.kind === 'valid') return { envelope, key: verification.key.fingerprint };
  throw new MainwardError('SIGNING_FAILED', `What was signed cannot be verified: ${verification.why}.`, {
    remedy: 'Sign with an Ed25519, ECDSA or RSA key of SSH, also on a security key.',
  });
}
