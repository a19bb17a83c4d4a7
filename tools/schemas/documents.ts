import * as z from 'zod';
import type { OwnersDocument } from '../../src/flows/owners/owners.ts';
import type { DiffDocument } from '../../src/model/access-diff.ts';
import type {
  CanDocument,
  WhatCanDocument,
  WhoCanChangeDocument,
  WhoCanDocument,
} from '../../src/model/ask.ts';
import type { CheckDocument } from '../../src/model/check.ts';
import type { DriftDocument, DriftEventDocument } from '../../src/model/drift-document.ts';
import { SIGNATURE_STATUSES } from '../../src/model/landing.ts';
import type { LogDocument } from '../../src/model/log.ts';
import type { ProofDocument } from '../../src/model/proof.ts';
import type { ReviewPreviewDocument } from '../../src/model/review-document.ts';
import type { ScanDocument } from '../../src/model/scan.ts';
import type { ScenarioDocument } from '../../src/model/scenario.ts';
import type { VerifyDocument } from '../../src/model/verify.ts';
import { drift, driftEvent } from './drift.ts';
import { log, logCheck, logEntries, proof } from './ledger.ts';
import { count, location, person, quorum, severity, stage, text, verdict } from './parts.ts';
import { passport } from './passport.ts';
import { accessDiff, can, diff, whatCan, whoCan } from './rbac.ts';
import { reviewPreview } from './review.ts';
import { scenario } from './scenario.ts';

/** What the commands print with `-o json`. The shapes are contracts: within `v1` fields are only added. */
const finding = z.object({
  control: text.describe('<stage>/<slug>'),
  title: text,
  stage,
  severity,
  verdict,
  subject: text.optional(),
  message: text,
  location: location.optional(),
  related: z.array(location),
  chain: z.array(text).describe('from the weakness to its effect'),
  remediation: text,
  fingerprint: text.describe('the same when lines move'),
  docs: text,
  group: text.describe('the root cause'),
});

const scan = z.object({
  schema: z.literal('mainward.dev/scan/v1'),
  repositories: z.array(z.object({ name: text, commit: text.nullable() })),
  quorum: z.array(quorum),
  happened: z.object({
    windowDays: count,
    alone: z.array(z.object({ person, changes: count })),
    unknown: count,
  }),
  findings: z.array(finding),
  coverage: z.array(
    z.object({ source: text, status: z.enum(['read', 'skipped', 'failed']), reason: text.optional() }),
  ),
});

const approval = z.object({
  person,
  source: text,
  state: z.enum(['counted', 'void']),
  why: text.optional(),
  boundTo: text.describe('the head it was given for'),
  statement: text.optional().describe('SHA-256 of the signed statement that says so'),
});

const verify = z.object({
  schema: z.literal('mainward.dev/verify/v1'),
  ref: text.describe('full name'),
  changes: z.array(
    z.object({
      commit: text,
      landing: z.enum(['merge', 'squash', 'rebase', 'direct', 'queue', 'initial']),
      contentProved: z.boolean().nullable().describe('null where it could not be told'),
      verdict: z.enum(['pass', 'fail', 'unknown']),
      reasons: z.array(z.object({ code: text, detail: text })),
      people: z.array(person),
      commits: z.array(
        z.object({
          commit: text,
          signature: z.object({
            kind: z.enum(['ssh', 'openpgp', 'x509', 'sigstore', 'none']),
            status: z.enum(SIGNATURE_STATUSES),
            key: text.optional().describe('fingerprint'),
            person: person.optional(),
            signedAt: text.optional().describe('self-asserted'),
            witnessedAt: text.optional().describe('when somebody else saw it'),
          }),
          author: text.describe('self-asserted'),
          committer: text.describe('self-asserted'),
          backdated: z.boolean().optional(),
        }),
      ),
      approvals: z.array(approval),
      required: z.array(z.object({ requirement: text, met: z.boolean().nullable(), missing: text })),
    }),
  ),
});

const reason = z.object({ code: text, detail: text });
const judged = z.enum(['pass', 'fail', 'unknown']);

const check = z.object({
  schema: z.literal('mainward.dev/check/v1'),
  base: text.describe('the commit whose policy counts'),
  head: text,
  ref: text.describe('full name of the ref that is to be changed'),
  pullRequest: count.optional(),
  merge: z
    .object({ tree: text.nullable(), conflict: z.boolean() })
    .describe('what merging the head into the base gives'),
  access: z.object(accessDiff).nullable().describe('null where the two states could not be compared'),
  findings: z
    .array(finding)
    .nullable()
    .describe('violations that the base does not have; null where they were not compared'),
  people: z.array(person).describe('who made it'),
  approvals: z.array(approval),
  required: z.array(
    z.object({
      requirement: text,
      met: z.boolean().nullable(),
      missing: z.array(
        z.object({
          group: text,
          kind: z.enum(['group', 'team', 'owners', 'anybody']),
          count,
          have: count,
          who: z
            .array(person)
            .nullable()
            .describe('who could give it; null where it is not known who belongs to the group'),
        }),
      ),
      details: z.array(text),
    }),
  ),
  landing: judged.describe('what `verify` would say of the merge, as things stand'),
  verdict: judged,
  reasons: z.array(reason).describe('what decides first'),
});

const owners = z.object({
  schema: z.literal('mainward.dev/owners/v1'),
  paths: z.array(
    z.object({
      path: text,
      owners: z
        .array(text)
        .nullable()
        .describe('null where no line matches, empty where the line names nobody'),
      rule: location.nullable(),
      optional: z.boolean().optional(),
      approvals: count.optional(),
    }),
  ),
});

const explain = z.object({
  schema: z.literal('mainward.dev/explain/v1'),
  controls: z.array(z.object({ control: text, severity, title: text })).optional(),
  control: text.optional(),
  title: text.optional(),
  severity: severity.optional(),
  document: text.optional().describe('Markdown'),
});

interface Documented {
  readonly title: string;
  readonly schema: z.ZodType;
}

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** `never`, and so no value, where the type of the source may hold what the schema forbids. */
type Fitting<Document, Schema extends z.ZodType> = [Document] extends [Frozen<z.input<Schema>>]
  ? Schema
  : never;

const scanDocument: Fitting<ScanDocument, typeof scan> = scan;
const verifyDocument: Fitting<VerifyDocument, typeof verify> = verify;
const whoCanDocument: Fitting<WhoCanDocument | WhoCanChangeDocument, typeof whoCan> = whoCan;
const whatCanDocument: Fitting<WhatCanDocument, typeof whatCan> = whatCan;
const canDocument: Fitting<CanDocument, typeof can> = can;
const checkDocument: Fitting<CheckDocument, typeof check> = check;
const diffDocument: Fitting<DiffDocument, typeof diff> = diff;
const proofDocument: Fitting<ProofDocument, typeof proof> = proof;
const logDocument: Fitting<LogDocument, typeof log> = log;
const scenarioDocument: Fitting<ScenarioDocument, typeof scenario> = scenario;
const driftDocument: Fitting<DriftDocument, typeof drift> = drift;
const driftEventDocument: Fitting<DriftEventDocument, typeof driftEvent> = driftEvent;
const reviewPreviewDocument: Fitting<ReviewPreviewDocument, typeof reviewPreview> = reviewPreview;
const ownersDocument: Fitting<OwnersDocument, typeof owners> = owners;

export const DOCUMENTS: Readonly<Record<string, Documented>> = {
  scan: { title: 'mainward scan -o json', schema: scanDocument },
  verify: { title: 'mainward verify -o json', schema: verifyDocument },
  'who-can': { title: 'mainward who-can -o json', schema: whoCanDocument },
  'what-can': { title: 'mainward what-can -o json', schema: whatCanDocument },
  can: { title: 'mainward can -o json', schema: canDocument },
  check: { title: 'mainward check -o json', schema: checkDocument },
  diff: { title: 'mainward diff -o json', schema: diffDocument },
  drift: { title: 'mainward drift -o json', schema: driftDocument },
  'drift-event': { title: 'mainward drift --watch -o json, a line each', schema: driftEventDocument },
  owners: { title: 'mainward owners -o json', schema: ownersDocument },
  'review-preview': { title: 'mainward review preview -o json', schema: reviewPreviewDocument },
  passport: { title: 'mainward trace -o json', schema: passport },
  proof: { title: 'mainward log prove', schema: proofDocument },
  log: { title: 'mainward log show -o json', schema: logDocument },
  'log-entries': { title: 'mainward log export -o json', schema: logEntries },
  'log-check': { title: 'mainward log verify -o json', schema: logCheck },
  scenario: { title: 'mainward demo --scenario -o json', schema: scenarioDocument },
  explain: { title: 'mainward explain -o json', schema: explain },
};
