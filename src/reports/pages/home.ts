import type { ChangeRecord } from '../../model/change-record.ts';
import { html, prose } from '../html/escape.ts';
import { type PageReader, page } from './frame.ts';
import { verdictWord } from './verdict.ts';

/** Whoever is signed in sees the answer and the last changes, as far as their roles go. */
export interface HomePage {
  /** The one-sentence answer; absent where no scan was made or may be seen. */
  readonly answer?: string;
  readonly changes: readonly ChangeRecord[];
}

export function renderSignedOutPage(canSignIn: boolean): string {
  return page(
    'Sign in',
    undefined,
    canSignIn
      ? '<h1>Who can change production, who did, and the proof.</h1><p><a class="button" href="/sign-in">Sign in</a></p>'
      : '<h1>Nobody can sign in here yet</h1><p>This server has no identity provider; its configuration names one.</p>',
  );
}

export function renderHomePage(reader: PageReader, { answer, changes }: HomePage): string {
  return page(
    'Changes',
    reader,
    `<h1>${answer === undefined ? 'Changes' : prose(answer)}</h1>${changesSection(reader, changes)}`,
  );
}

function changesSection(reader: PageReader, changes: readonly ChangeRecord[]): string {
  if (changes.length === 0) {
    const why =
      reader.roles.length === 0
        ? 'None of your groups has a role here; the administrators of this server can give it one.'
        : 'No change was recorded yet that you may see.';
    return `<p class="dim">${why}</p>`;
  }
  const rows = changes.map(
    ({ id, repository, ref, proposal, state, at, verdict }) =>
      `<tr><td><a href="/changes/${id}">${id}</a></td><td>${html(repository)} <span class="dim">${html(proposal ?? ref)}</span></td><td>${html(state)}</td><td>${verdictWord(verdict)}</td><td><time datetime="${html(at)}">${html(at)}</time></td></tr>`,
  );
  return `<h2>Last changes</h2><div class="scroll"><table><thead><tr><th>change</th><th>repository</th><th>state</th><th>verdict</th><th>last seen</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}
