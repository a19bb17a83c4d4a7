import * as z from 'zod';
import { readTraceQuestion } from '../../../flows/trace/question.ts';
import { proofOf, type Traced, trace } from '../../../flows/trace/trace.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { PassportDocument } from '../../../model/passport.ts';
import type { ProofDocument } from '../../../model/proof.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { ANY_ROLE, hasRole, READS_LOG, type SignedIn, seesEntry, seesPassport } from '../access.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const query = z.strictObject({
  of: z.string().max(400).describe('KIND/NAME, a commit, or a digest'),
  namespace: z.string().max(256).optional(),
  cluster: z.string().max(256).optional(),
});

export const passport = z.looseObject({
  schema: z.literal('mainward.dev/passport/v1'),
}) as z.ZodType as z.ZodType<PassportDocument>;
const proof = z.looseObject({
  schema: z.literal('mainward.dev/proof/v1'),
}) as z.ZodType as z.ZodType<ProofDocument>;

/** Where something comes from. */
export const PASSPORT: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/passport',
    summary: 'The passport of a live object or a commit.',
    access: ANY_ROLE,
    query,
    replies: { 200: { kind: 'json', schema: passport, description: 'As far as the reader’s roles go.' } },
    async handle({ query: asked, who }, { ledger }) {
      const traced = await traced404(asked, ledger);
      return { status: 200, json: visiblePassport(traced.passport, who) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/passport/proof',
    summary: 'One file with which somebody verifies a passport, offline.',
    access: READS_LOG,
    query,
    replies: { 200: { kind: 'json', schema: proof, description: 'Entries, payloads and proofs.' } },
    async handle({ query: asked }, { ledger }) {
      return { status: 200, json: await proofOf(await traced404(asked, ledger), ledger) };
    },
  }),
];

async function traced404({ of, ...place }: z.output<typeof query>, ledger: LedgerReader): Promise<Traced> {
  try {
    const { namespace, cluster } = place;
    const question = readTraceQuestion(of, {
      ...(namespace === undefined ? {} : { namespace }),
      ...(cluster === undefined ? {} : { cluster }),
    });
    return await trace(question, ledger);
  } catch (error) {
    if (!(error instanceof MainwardError)) throw error;
    if (error.code === 'NOT_RECORDED') throw new Problem('NOT_FOUND');
    if (error.code === 'USAGE') throw new Problem('REQUEST_INVALID');
    throw error;
  }
}

/** What the reader may see of it. Throws NOT_FOUND where that is nothing. */
export function visiblePassport(document: PassportDocument, who: SignedIn): PassportDocument {
  if (!maySee(document, who)) throw new Problem('NOT_FOUND');
  if (hasRole(who, READS_LOG)) return document;
  return {
    ...document,
    credentials: [],
    ledger: document.ledger.filter(({ entry }) => seesEntry(who, entry.type)),
  };
}

export function maySee({ people, approvals }: PassportDocument, who: SignedIn): boolean {
  const took = [...people, ...approvals.map(({ person }) => person)];
  return seesPassport(
    who,
    took.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  );
}
