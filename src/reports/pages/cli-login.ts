import { html } from '../html/escape.ts';
import { type PageReader, page } from './frame.ts';

export interface CliLoginPage {
  readonly port: number;
  readonly challenge: string;
  readonly state: string;
  readonly minutes: number;
}

/** Asks whether the command line on this machine may act as the reader. */
export function renderCliLoginPage(
  reader: PageReader,
  { port, challenge, state, minutes }: CliLoginPage,
): string {
  const fields = Object.entries({ port: String(port), challenge, state })
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${html(value)}">`)
    .join('');
  return page(
    'Command line',
    reader,
    `<h1>Let the command line act as you?</h1>
<p>A program on this machine, listening on port ${port}, asks to act as <strong>${html(reader.name)}</strong> for ${minutes} minutes.</p>
<p>Agree only if you have just run <code>mainward login</code> yourself, on this machine.</p>
<form method="post" action="/login">${fields}<button>Agree</button></form>`,
  );
}
