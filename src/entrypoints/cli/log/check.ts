import { statSync } from 'node:fs';
import { nodeCrypto } from '../../../adapters/crypto-node/ed25519.ts';
import { type LogCheck, verifyLog } from '../../../flows/ledger/check-log.ts';
import { toBase64 } from '../../../ledger/base64.ts';
import type { Checkpoint } from '../../../ledger/checkpoint.ts';
import type { VerifierKey } from '../../../ledger/key.ts';
import { verifyProof } from '../../../ledger/proof.ts';
import { readProof } from '../../../ledger/read-proof.ts';
import { readTrust } from '../../../ledger/trust.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { LogCheckDocument } from '../../../model/log.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderLogCheck } from '../../../reports/log.ts';
import { checkLedger } from '../../ledger/fsck.ts';
import { treeStore } from '../../ledger/published.ts';
import { answerWith } from '../ask.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';
import { resolvePaths } from '../paths.ts';
import { type LogAction, placeOf } from './action.ts';
import { readInput } from './input.ts';

const MOST_TRUST_BYTES = 1_000_000;
const MOST_PROOF_BYTES = 64_000_000;

/** A proof's file, or a log's folder, against keys that somebody trusts. Nothing else is asked, and nobody. */
export const verify: LogAction = {
  operand: '<FILE|DIR>',
  options: ['trust'],
  run: async (invocation, operand) => {
    const trust = trustOf(invocation);
    const [path = operand] = resolvePaths([operand], invocation.cwd);
    const document = statSync(path).isDirectory()
      ? await folderDocument(path, trust)
      : await proofDocument(readInput(operand, invocation.cwd, MOST_PROOF_BYTES), trust);
    return answerCheck(invocation, document);
  },
};

/** Everything that the ledger's own folder holds. */
export const fsck: LogAction = {
  operand: '',
  options: ['log', 'logKey'],
  run: async (invocation) => answerCheck(invocation, checkDocument(await checkLedger(placeOf(invocation)))),
};

function trustOf({ options, cwd }: Invocation): readonly VerifierKey[] {
  if (options.trust === undefined) {
    throw new MainwardError('USAGE', 'Whom to believe is not said, so nothing can be verified.', {
      remedy:
        'Name a file with verifier keys, one a line: --trust FILE. `log init` prints the line of a ledger.',
    });
  }
  const text = new TextDecoder().decode(readInput(options.trust, cwd, MOST_TRUST_BYTES));
  const trust = readTrust(text, nodeCrypto.sha256);
  if (trust.ok) return trust.value;
  throw new MainwardError('TRUST_INVALID', `${options.trust} is no trust file: ${trust.error}.`, {
    remedy: 'Write one verifier key a line, as `mainward log init` prints it.',
  });
}

function answerCheck(invocation: Invocation, document: LogCheckDocument): number {
  answerWith(invocation, document, renderLogCheck);
  return document.verified ? EXIT.judged : EXIT.violated;
}

/** A folder is a log, or the evidence pack of an access review. */
async function folderDocument(path: string, trust: readonly VerifierKey[]): Promise<LogCheckDocument> {
  const { looksLikePack, readPack } = await import('../review/pack-folder.ts');
  if (!looksLikePack(path)) return checkDocument(await verifyLog(treeStore(path), trust, nodeCrypto));
  const { verifyPack } = await import('../../../flows/review/pack/verify.ts');
  return verifyPack(readPack(path), trust, nodeCrypto);
}

function checkDocument({ checkpoint, faults, payloadsAbsent, unreadable }: LogCheck): LogCheckDocument {
  return {
    schema: 'mainward.dev/log-check/v1',
    verified: faults.length === 0,
    ...headOf(checkpoint),
    faults,
    payloadsAbsent,
    unreadable,
  };
}

async function proofDocument(bytes: Uint8Array, trust: readonly VerifierKey[]): Promise<LogCheckDocument> {
  const schema = 'mainward.dev/log-check/v1';
  const proof = verifyProof(bytes, trust, nodeCrypto);
  if (!proof.ok) {
    const faults = proof.error.map((why) => ({ why }));
    return { schema, verified: false, faults, payloadsAbsent: 0, unreadable: [] };
  }
  const { checkpoint, entries } = proof.value;
  const { auditEntries } = await import('../../../flows/trace/audit.ts');
  const claims = await auditEntries(entries);
  const faults = [
    ...(isAsWritten(bytes) ? [] : [{ why: NOT_AS_WRITTEN }]),
    ...claims.flatMap(({ state, what, entries: said }) =>
      state === 'refuted' ? [{ why: `${what} (${said.join(', ')})` }] : [],
    ),
  ];
  return {
    schema,
    verified: faults.length === 0,
    ...headOf(checkpoint),
    entries: entries.map(({ index, entry }) => ({ index, entry })),
    ...(claims.length === 0 ? {} : { claims }),
    faults,
    payloadsAbsent: entries.filter(
      ({ entry, payload }) => entry.payload !== undefined && payload === undefined,
    ).length,
    unreadable: [],
  };
}

const NOT_AS_WRITTEN = 'it is not written as proofs are: something in it was changed';

/** A proof has one way to be written, so that nothing in it can be changed and go unnoticed. */
function isAsWritten(bytes: Uint8Array): boolean {
  const proof = readProof(bytes);
  return proof.ok && jsonText(proof.value) === new TextDecoder().decode(bytes);
}

function headOf(checkpoint: Checkpoint | undefined): Pick<LogCheckDocument, 'origin' | 'size' | 'root'> {
  if (checkpoint === undefined) return {};
  const { origin, size, root } = checkpoint;
  return { origin, size: String(size), root: toBase64(root) };
}
