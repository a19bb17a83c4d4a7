import type { ClaimPredicate, Trust } from '../../model/trust.ts';
import type { ScanInput } from '../read/input.ts';
import type { Cutter } from './cutter.ts';

function found(input: ScanInput, provider: string | undefined, id: string | undefined): Trust | undefined {
  return input.trusts.find((one) => one.provider === provider && one.id === id);
}

function withTrust(input: ScanInput, before: Trust, after: Trust): ScanInput {
  return { ...input, trusts: input.trusts.map((one) => (one === before ? after : one)) };
}

/** No token has this subject. */
const NOBODY: ClaimPredicate = {
  claim: 'sub',
  tests: [{ kind: 'equals', value: 'nobody', ignoreCase: false }],
  not: false,
  absent: 'fail',
};

/** A role without any statement is one of which nothing is known, so the statement is narrowed until it lets in nobody. */
const statement: Cutter = (input, [provider, id, number]) => {
  const trust = found(input, provider, id);
  const index = Number(number);
  const taken = trust?.statements[index];
  if (trust === undefined || taken?.effect !== 'allow') return undefined;
  return {
    input: withTrust(input, trust, {
      ...trust,
      statements: trust.statements.map((one) =>
        one === taken ? { ...one, all: [...one.all, NOBODY] } : one,
      ),
    }),
    what: `role ${trust.id} lets in nobody by this statement`,
    how: `In the trust policy of ${trust.id}, narrow the condition on the subject to the jobs that are meant; here it is none.`,
    location: taken.at ?? trust.at,
    evidence: `${trust.at.path}#document`,
  };
};

const reach: Cutter = (input, [provider, id, environment]) => {
  const trust = found(input, provider, id);
  const index = trust?.reaches?.findIndex((one) => one.environment === environment) ?? -1;
  if (trust === undefined || index === -1) return undefined;
  return {
    input: withTrust(input, trust, {
      ...trust,
      reaches: (trust.reaches ?? []).filter((one) => one.environment !== environment),
    }),
    what: `role ${trust.id} changes nothing in ${environment ?? ''}`,
    how: `Take from ${trust.id} what lets it change ${environment ?? ''}: its policies in the account, or its rights in the cluster.`,
    location: trust.at,
    evidence: `${trust.at.path}#reaches[${index}]`,
  };
};

/** Whom a role lets in, and what it may change. */
export const TRUST_CUTTERS: Readonly<Record<string, Cutter>> = { trust: statement, reach };
