import type { PassportDocument } from '../../model/passport.ts';
import type { Verdict } from '../../model/verdict.ts';
import { html } from '../html/escape.ts';
import { linkRows, passportRows, passportTitle } from '../passport/rows.ts';
import { type PageReader, page } from './frame.ts';

const KINDS: Readonly<Record<Verdict, string>> = {
  holds: 'good',
  violated: 'bad',
  unknown: 'open',
  'not-applicable': 'dim',
};

/** The passport of a change or of a live object: each link with the entries that say so, and whether all is the same. */
export function renderPassportPage(reader: PageReader, passport: PassportDocument): string {
  const title = passportTitle(passport);
  const body = [`<h1>${html(title)}</h1>`, rowsOf(passport), linksOf(passport), entriesOf(passport)];
  return page(title, reader, body.join(''));
}

function rowsOf(passport: PassportDocument): string {
  const rows = passportRows(passport).map(
    ({ name, text, entries }) => `<dt>${html(name)}</dt><dd>${html(text)}${numbers(entries)}</dd>`,
  );
  return `<dl>${rows.join('')}</dl>`;
}

function linksOf(passport: PassportDocument): string {
  const rows = linkRows(passport).map(
    ([name, { verdict, why, entries }]) =>
      `<tr><td>${html(name)}</td><td><span class="word ${KINDS[verdict]}">${verdict}</span></td><td>${html(why)}${numbers(entries)}</td></tr>`,
  );
  if (rows.length === 0) return '';
  return `<h2>The same all along?</h2><div class="scroll"><table><thead><tr><th>link</th><th>verdict</th><th>why</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function entriesOf({ ledger }: PassportDocument): string {
  const rows = ledger.map(
    ({ index, entry }) =>
      `<tr id="entry-${index}"><td>${index}</td><td>${html(entry.type)}</td><td><time datetime="${html(entry.at)}">${html(entry.at)}</time></td></tr>`,
  );
  return `<h2>As recorded</h2><div class="scroll"><table><thead><tr><th>entry</th><th>what</th><th>when</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function numbers(entries: readonly number[]): string {
  const links = entries.map((index) => `<a href="#entry-${index}">${index}</a>`);
  return links.length === 0 ? '' : ` <span class="dim">[${links.join(', ')}]</span>`;
}
