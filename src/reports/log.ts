import type { Recorded } from '../model/ledger.ts';
import type { LogCheckDocument, LogDocument, LogEntriesDocument } from '../model/log.ts';
import { harmless } from './harmless.ts';

/** What a log says of itself. */
export function renderLog({ origin, size, root }: LogDocument): string {
  return [`log      ${harmless(origin)}`, `entries  ${size}`, `root     ${root}`, ''].join('\n');
}

/** A line an entry, and below it what it says, field by field. */
export function renderEntries({ entries }: LogEntriesDocument): string {
  return entries.map((recorded) => `${headOf(recorded)}${fieldsOf(recorded)}`).join('');
}

/** JSON on a line an entry, for scripts. */
export function renderEntryLines({ entries }: LogEntriesDocument): string {
  return entries.map((recorded) => `${JSON.stringify(recorded)}\n`).join('');
}

/** The verdict first; then what is damaged, or what was proved. */
export function renderLogCheck(check: LogCheckDocument): string {
  const { entries = [], claims = [], faults, payloadsAbsent, unreadable } = check;
  const lines = [
    check.verified ? `verified: ${verified(check)}` : 'damaged: it is not what was signed',
    ...faults.map(({ file, why }) => `  ${file === undefined ? '' : `${harmless(file)}: `}${harmless(why)}`),
    ...entries.map((recorded) => `  ${headOf(recorded).trimEnd()}`),
    ...claims
      .filter(({ state }) => state !== 'refuted')
      .map(
        ({ state, what, entries: said }) =>
          `  ${state === 'shown' ? 'shown' : 'open '}  ${harmless(what)}  [${said.join(', ')}]`,
      ),
  ];
  if (payloadsAbsent > 0) {
    const have = counted(payloadsAbsent, 'entry has', 'entries have');
    lines.push(`  ${have} no payload here: erased, or not handed out`);
  }
  if (unreadable.length > 0) {
    const are = counted(unreadable.length, 'entry is', 'entries are');
    lines.push(`  ${are} of a type that this version does not know`);
  }
  return `${lines.join('\n')}\n`;
}

function verified({ origin = '', size = '', entries }: LogCheckDocument): string {
  const log = harmless(origin);
  if (entries === undefined)
    return `all of ${log}: ${size} ${size === '1' ? 'entry' : 'entries'}, and every file of its tree`;
  return `${counted(entries.length, 'entry', 'entries')} of ${log}, in its tree of ${size}`;
}

function headOf({ index, entry }: Recorded): string {
  return `${index}  ${entry.at}  ${entry.type}\n`;
}

function fieldsOf({ entry }: Recorded): string {
  return Object.entries(entry)
    .filter(([name]) => !['v', 'type', 'at'].includes(name))
    .map(
      ([name, value]) =>
        `   ${name}: ${harmless(typeof value === 'string' ? value : JSON.stringify(value))}\n`,
    )
    .join('');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
