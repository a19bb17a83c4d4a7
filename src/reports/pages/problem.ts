import { html } from '../html/escape.ts';
import { page } from './frame.ts';

export interface ProblemPage {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  /** Where signing in leads back to; absent where signing in does not help. */
  readonly signInFor?: string;
  readonly requestId?: string;
}

/** Why something was refused, for people. */
export function renderProblemPage({ title, code, detail, signInFor, requestId }: ProblemPage): string {
  const link =
    signInFor === undefined
      ? ''
      : `<p><a class="button" href="/sign-in?to=${html(encodeURIComponent(signInFor))}">Sign in</a></p>`;
  const id = requestId === undefined ? '' : `<p class="dim">Request id: <code>${html(requestId)}</code></p>`;
  return page(
    title,
    undefined,
    `<h1>${html(title)}</h1><p>${html(detail)}</p>${link}${id}<p class="dim"><code>${html(code)}</code></p>`,
  );
}
