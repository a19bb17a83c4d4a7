import { preAuthentication, writeEnvelope } from '../../../formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../../formats/in-toto/statement.ts';
import { MainwardError } from '../../../model/errors.ts';
import { type PauseStatement, pausePath } from '../../../model/pause.ts';
import { ATTESTATION_NAMESPACE } from '../../../model/statement.ts';
import type { StatementKeeper, StatementPublisher, StatementSigner } from '../../../ports/approving.ts';
import { SshVerifier } from '../../../stages/1-commit/sshsig.ts';
import { pausePayload, readPause } from '../../../stages/2-review/statements/pause.ts';
import { digestOf } from '../../verify/digest.ts';

export interface PausingPorts {
  readonly signer: StatementSigner;
  readonly keeper: StatementKeeper & StatementPublisher;
}

export interface SaidOfPause {
  /** Fingerprint of the key. */
  readonly key: string;
  /** SHA-256 of the payload: what ends the pause names it. */
  readonly id: string;
}

/** Says that the guard of a cluster pauses, or that a pause is over, as the person at this machine; `remote` is to have it. */
export async function sayOfPause(
  pause: PauseStatement,
  { signer, keeper }: PausingPorts,
  remote: string | undefined,
): Promise<SaidOfPause> {
  const payload = pausePayload(pause);
  const armour = await signer.sign(preAuthentication(IN_TOTO_PAYLOAD, payload));
  const envelope = writeEnvelope(IN_TOTO_PAYLOAD, payload, { signature: Buffer.from(armour, 'latin1') });
  const read = readPause(envelope);
  const verification = read.ok
    ? new SshVerifier(ATTESTATION_NAMESPACE).verify(read.value.armour, read.value.message)
    : { kind: 'malformed' as const, why: read.error };
  if (!read.ok || verification.kind !== 'valid')
    throw new MainwardError(
      'SIGNING_FAILED',
      `What was signed cannot be verified: ${'why' in verification ? verification.why : ''}.`,
      { remedy: 'Sign with an Ed25519, ECDSA or RSA key of SSH, also on a security key.' },
    );
  await keeper.add({ path: pausePath(pause, digestOf(envelope)), bytes: envelope });
  if (remote !== undefined) await keeper.publish(remote);
  return { key: verification.key.fingerprint, id: read.value.id };
}
