import { html } from '../html/escape.ts';

/** Who looks at a page. */
export interface PageReader {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A whole page. `body` is markup that its renderer has escaped already; `title` is text. */
export function page(title: string, reader: PageReader | undefined, body: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${html(title)} · Mainward</title>`,
    `<link rel="stylesheet" href="/style.css"></head><body>`,
    `<header><strong><a href="/">Mainward</a></strong>${navigation(reader)}${reader === undefined ? '' : readerOf(reader)}</header>`,
    `<main>${body}</main></body></html>`,
    '',
  ].join('\n');
}

/** For whoever has a role; nobody else sees anything there. */
function navigation(reader: PageReader | undefined): string {
  if (reader === undefined || reader.roles.length === 0) return '';
  return '<nav aria-label="Pages"><a href="/">Changes</a> <a href="/drift">Drift</a></nav>';
}

function readerOf({ name, roles }: PageReader): string {
  const has = roles.length === 0 ? 'no role' : roles.join(', ');
  return `<span class="who">${html(name)} (${html(has)}) <form method="post" action="/sign-out"><button>sign out</button></form></span>`;
}
