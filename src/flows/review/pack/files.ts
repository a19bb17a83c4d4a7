import { createHash } from 'node:crypto';
import { toBase64 } from '../../../ledger/base64.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import type { PackDecision, PackManifest, PackReport, PackStatement } from '../../../model/review-pack.ts';
import { jsonText } from '../../../reports/json.ts';
import { listedCsv } from '../../../reports/review/csv.ts';
import { decisionsCsv } from '../../../reports/review/pack-csv.ts';
import { renderPack } from '../../../reports/review/pack-page.ts';
import { listedItem } from '../board/listed.ts';
import type { PackEvidence } from './evidence.ts';
import { remediationIn } from './remediation.ts';
import { statementsIn } from './statements.ts';

/** Changes when the same entries give other bytes. */
export const PACK_GENERATOR = 'mainward-pack/1';
export const MANIFEST = 'manifest.json';
export const PROOF = 'proof.json';

/** Every file of a pack, by path: the same bytes for the same proof, whoever writes them and whenever. */
export function packFiles(proof: ProofDocument, evidence: PackEvidence): ReadonlyMap<string, Uint8Array> {
  const { payload } = evidence.campaign;
  const statements = statementsIn(evidence).flatMap((one) => (one.ok ? [one.value] : []));
  const report = reportOf(
    evidence,
    statements.map(({ statement }) => statement),
  );
  const files = new Map<string, string | Uint8Array>([
    ['coverage.json', jsonText(report.coverage)],
    ['decisions.csv', decisionsCsv(report)],
    ['definition.yaml', payload?.definition.text ?? ''],
    ['items.csv', listedCsv(report.items)],
    ['population.ndjson', payload?.items ?? ''],
    [PROOF, jsonText(proof)],
    ['remediation.json', jsonText(report.remediation)],
    ['report.html', renderPack(report)],
    ['statements.json', jsonText(report.statements)],
    ...statements.map(({ statement, bytes }) => [statement.envelope, bytes] as const),
  ]);
  const bytes = new Map(
    [...files].map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  return new Map([[MANIFEST, new TextEncoder().encode(jsonText(manifestOf(report, bytes)))], ...bytes]);
}

function manifestOf({ campaign, log }: PackReport, files: ReadonlyMap<string, Uint8Array>): PackManifest {
  return {
    schema: 'mainward.dev/review-pack/v1',
    generator: PACK_GENERATOR,
    ...campaign,
    log,
    files: [...files]
      .map(([path, bytes]) => ({
        path,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }))
      .sort((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

function reportOf(evidence: PackEvidence, statements: readonly PackStatement[]): PackReport {
  const { campaign, checkpoint } = evidence;
  const { entry } = campaign.started;
  const { closedAt, payload } = campaign;
  return {
    campaign: {
      campaign: entry.campaign,
      definition: entry.definition,
      repository: entry.repository,
      commit: entry.commit,
      population: entry.population,
      items: entry.items,
      state: campaign.state,
      startedAt: entry.at,
      due: entry.due,
      ...(closedAt === undefined ? {} : { closedAt }),
    },
    by: payload?.by ?? '',
    log: {
      origin: checkpoint.origin,
      size: String(checkpoint.size),
      root: toBase64(checkpoint.root),
    },
    items: [...campaign.items()].map(listedItem),
    coverage: payload?.coverage ?? { unknown: [], excluded: [] },
    statements,
    decisions: decisionsOf(evidence),
    remediation: remediationIn(evidence),
  };
}

function decisionsOf({ campaign }: PackEvidence): readonly PackDecision[] {
  return campaign.decided.flatMap(({ index, at, by, review }) =>
    review.decisions.map(({ item, verdict, reason }) => ({
      index,
      at,
      by,
      item,
      verdict,
      reason,
      counts: campaign.decisions.get(item)?.index === index,
    })),
  );
}
