import type { LedgerEntry } from '../../../../src/model/ledger.ts';
import { objectWords, refWords } from '../../chain/words.ts';

/** `change.landed` → `Change landed`. */
export function typeWords(type: string): string {
  const words = type.replaceAll('.', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const SHORT = 12;

/** What an entry says, on one line; empty where it says nothing that fits one. */
export function entryWords(entry: LedgerEntry): string {
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  const parts = [
    changeOf(fields),
    text(fields, 'verdict'),
    objectOf(fields),
    text(fields, 'code'),
    text(fields, 'action'),
    text(fields, 'outcome'),
    text(fields, 'how'),
    text(fields, 'account'),
    text(fields, 'what'),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function changeOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const [repository, proposal, ref] = ['repository', 'proposal', 'ref'].map((name) => text(fields, name));
  const commit = text(fields, 'commit') ?? text(fields, 'head');
  if (repository === undefined) return undefined;
  const name = proposal === undefined ? '' : ` #${proposal.slice(0, SHORT)}`;
  const where = ref === undefined ? '' : ` ${refWords(ref)}`;
  return `${repository}${name}${where}${commit === undefined ? '' : ` ${commit.slice(0, SHORT)}`}`;
}

function objectOf(fields: Readonly<Record<string, unknown>>): string | undefined {
  const object = fields['object'] ?? fields['agent'] ?? fields['source'];
  const isObject = object instanceof Object && 'kind' in object && 'name' in object;
  return isObject ? objectWords(object as Parameters<typeof objectWords>[0]) : undefined;
}

function text(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
