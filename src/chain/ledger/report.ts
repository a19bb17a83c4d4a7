import {
  type LandingReason,
  REASON_CODES,
  SIGNATURE_STATUSES,
  type SignatureStatus,
} from '../../model/landing.ts';
import type { PersonRef } from '../../model/person.ts';

/** What the report of a landing says, as far as a passport needs it. */
export interface LandingReport {
  readonly people: readonly PersonRef[];
  readonly reasons: readonly LandingReason[];
  readonly commits: readonly {
    readonly commit: string;
    readonly status: SignatureStatus;
    readonly person?: PersonRef;
  }[];
  readonly approvals: readonly {
    readonly person: PersonRef;
    readonly state: 'counted' | 'void';
    readonly why?: string;
    readonly statement?: string;
  }[];
  readonly at?: string;
}

/** Takes of it what has its shape; a report that is not at hand says nothing. */
export function readReport(text: string | undefined): LandingReport {
  const report = fieldsOf(text === undefined ? undefined : parsed(text));
  const at = report.get('at');
  return {
    people: itemsOf(report.get('people')).flatMap(personOf),
    reasons: itemsOf(report.get('reasons')).flatMap(reasonOf),
    commits: itemsOf(report.get('commits')).flatMap(commitOf),
    approvals: itemsOf(report.get('approvals')).flatMap(approvalOf),
    ...(typeof at === 'string' ? { at } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(value instanceof Object && !Array.isArray(value) ? Object.entries(value) : []);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function personOf(value: unknown): readonly PersonRef[] {
  if (typeof value === 'string') return [value];
  const account = fieldsOf(value).get('account');
  return typeof account === 'string' ? [{ account, identified: false }] : [];
}

function reasonOf(value: unknown): readonly LandingReason[] {
  const fields = fieldsOf(value);
  const code = REASON_CODES.find((known) => known === fields.get('code'));
  const detail = fields.get('detail');
  return code !== undefined && typeof detail === 'string' ? [{ code, detail }] : [];
}

function commitOf(value: unknown): LandingReport['commits'] {
  const fields = fieldsOf(value);
  const signature = fieldsOf(fields.get('signature'));
  const commit = fields.get('commit');
  const status = SIGNATURE_STATUSES.find((known) => known === signature.get('status'));
  const [person] = personOf(signature.get('person'));
  if (typeof commit !== 'string' || status === undefined) return [];
  return [{ commit, status, ...(person === undefined ? {} : { person }) }];
}

function approvalOf(value: unknown): LandingReport['approvals'] {
  const fields = fieldsOf(value);
  const [person] = personOf(fields.get('person'));
  const [state, why, statement] = [fields.get('state'), fields.get('why'), fields.get('statement')];
  if (person === undefined || (state !== 'counted' && state !== 'void')) return [];
  return [
    {
      person,
      state,
      ...(typeof why === 'string' ? { why } : {}),
      ...(typeof statement === 'string' ? { statement } : {}),
    },
  ];
}
