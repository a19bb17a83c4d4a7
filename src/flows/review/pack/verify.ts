import type { LedgerCrypto } from '../../../ledger/crypto.ts';
import type { VerifierKey } from '../../../ledger/key.ts';
import { verifyProof } from '../../../ledger/proof.ts';
import { readProof } from '../../../ledger/read-proof.ts';
import type { LogCheckDocument } from '../../../model/log.ts';
import { auditEntries } from '../../trace/audit.ts';
import { evidenceIn, type PackEvidence } from './evidence.ts';
import { MANIFEST, PACK_GENERATOR, PROOF, packFiles } from './files.ts';
import { statementsIn } from './statements.ts';

type Fault = LogCheckDocument['faults'][number];
type Claims = NonNullable<LogCheckDocument['claims']>;

/** A pack as its folder holds it. */
export interface PackFolder {
  /** By path, with `/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is no file that a pack can hold, and why. */
  readonly faults: readonly Fault[];
}

/**
 * Verifies a pack against keys that somebody trusts, and asks nobody: every entry is in the log that they signed, every
 * statement is of whoever it says by the roster of the time, and every file is what these entries give, to the byte.
 */
export async function verifyPack(
  { files, faults: odd }: PackFolder,
  trust: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Promise<LogCheckDocument> {
  const bytes = files.get(PROOF);
  if (bytes === undefined) return failed([...odd, { file: PROOF, why: 'it is missing' }]);
  const proven = verifyProof(bytes, trust, crypto);
  if (!proven.ok) return failed([...odd, ...proven.error.map((why) => ({ file: PROOF, why }))]);
  const read = readProof(bytes);
  const evidence = read.ok ? await evidenceIn(read.value).catch(() => undefined) : undefined;
  if (!read.ok || evidence === undefined)
    return failed([...odd, { file: PROOF, why: 'it does not hold one campaign, with its items' }]);
  const { entries, checkpoint } = proven.value;
  const said = claimsOf(evidence);
  const audited = await auditEntries(entries);
  const generator = generatorOf(files.get(MANIFEST));
  const faults = [
    ...odd,
    ...(generator === undefined || generator === PACK_GENERATOR
      ? compared(files, packFiles(read.value, evidence))
      : [
          { file: MANIFEST, why: `it was written as ${generator.slice(0, 40)}: verify it with that version` },
        ]),
    ...said.faults.map((why) => ({ file: PROOF, why })),
    ...audited.flatMap(({ state, what }) => (state === 'refuted' ? [{ file: PROOF, why: what }] : [])),
  ];
  return {
    schema: 'mainward.dev/log-check/v1',
    verified: faults.length === 0,
    origin: checkpoint.origin,
    size: String(checkpoint.size),
    root: evidenceRoot(evidence),
    entries: entries.map(({ index, entry }) => ({ index, entry })),
    claims: [...said.claims, ...audited],
    faults,
    payloadsAbsent: entries.filter(
      ({ entry, payload }) => entry.payload !== undefined && payload === undefined,
    ).length,
    unreadable: [],
  };
}

function evidenceRoot({ checkpoint: { root } }: PackEvidence): string {
  return Buffer.from(root).toString('base64');
}

/** What the statements show: the population is recomputed where they are read, or there would be no items. */
function claimsOf(evidence: PackEvidence): { readonly claims: Claims; readonly faults: readonly string[] } {
  const { campaign } = evidence;
  const { entry, index } = campaign.started;
  const read = statementsIn(evidence);
  return {
    claims: [
      {
        state: 'shown',
        what: `the ${entry.items} items of ${entry.campaign} are those whose root ${entry.population.slice(0, 12)} was recorded`,
        entries: [index],
      },
      ...read.flatMap((one): Claims => {
        if (!one.ok) return [];
        const { by, kind, key, index: at } = one.value.statement;
        const what = `${kind === 'decided' ? 'decisions' : 'an exception'} of ${by}, signed with ${key.slice(0, 60)}`;
        return [{ state: 'shown', what, entries: [at] }];
      }),
    ],
    faults: read.flatMap((one) => (one.ok ? [] : [one.error])),
  };
}

function compared(
  found: ReadonlyMap<string, Uint8Array>,
  wanted: ReadonlyMap<string, Uint8Array>,
): readonly Fault[] {
  const paths = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return paths.flatMap((file): readonly Fault[] => {
    const [is, should] = [found.get(file), wanted.get(file)];
    if (should === undefined) return [{ file, why: 'it is no file of the pack' }];
    if (is === undefined) return [{ file, why: 'it is missing' }];
    return Buffer.compare(is, should) === 0
      ? []
      : [{ file, why: 'it is not what the entries of the log give' }];
  });
}

function generatorOf(manifest: Uint8Array | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(manifest));
    const generator = value instanceof Object && 'generator' in value ? value.generator : undefined;
    return typeof generator === 'string' ? generator : undefined;
  } catch {
    return undefined;
  }
}

function failed(faults: readonly Fault[]): LogCheckDocument {
  return {
    schema: 'mainward.dev/log-check/v1',
    verified: false,
    faults,
    payloadsAbsent: 0,
    unreadable: [],
  };
}
