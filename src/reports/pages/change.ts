import type { ChangeRecord } from '../../model/change-record.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { html } from '../html/escape.ts';
import { type PageReader, page } from './frame.ts';
import { verdictWord } from './verdict.ts';

/** One change: what it is, and each of its links as recorded. */
export function renderChangePage(reader: PageReader, change: ChangeRecord): string {
  const title = `Change ${change.id}`;
  return page(title, reader, `<h1>${title}: ${html(change.state)}</h1>${factsOf(change)}${linksOf(change)}`);
}

function factsOf(change: ChangeRecord): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['repository', change.repository],
    ['ref', change.ref],
    ['proposal', change.proposal],
    ['offered', change.head],
    ['landed', change.commit],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : `<dt>${name}</dt><dd><code>${html(value)}</code></dd>`,
  );
  return `<dl>${rows.join('')}<dt>verdict</dt><dd>${verdictWord(change.verdict)}</dd></dl>`;
}

function linksOf({ entries }: ChangeRecord): string {
  const rows = entries.map(
    ({ index, entry }) =>
      `<tr><td>${index}</td><td>${html(entry.type)}</td><td><time datetime="${html(entry.at)}">${html(entry.at)}</time></td><td>${saysOf(entry)}</td></tr>`,
  );
  return `<h2>As recorded</h2><div class="scroll"><table><thead><tr><th>entry</th><th>what</th><th>when</th><th>says</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const SAID: ReadonlySet<string> = new Set([
  'head',
  'base',
  'merged',
  'verdict',
  'commit',
  'tree',
  'stage',
  'environment',
  'account',
  'expires',
  'cluster',
  'artifact',
  'statement',
  'report',
]);

function saysOf(entry: LedgerEntry): string {
  return Object.entries(entry)
    .filter(([name, value]) => SAID.has(name) && typeof value === 'string')
    .map(([name, value]) => `<span class="dim">${name}</span> <code>${html(String(value))}</code>`)
    .join('<br>');
}
