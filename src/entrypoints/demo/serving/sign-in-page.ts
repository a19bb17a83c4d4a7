import type { DemoAccount } from './identity-provider.ts';

/** The page on which one says who one is. It is the demo's: a real provider asks for more. */
export function signInPage(interaction: string, accounts: readonly DemoAccount[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>acme: sign in</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 34rem; margin: 10vh auto; padding: 0 1rem; }
li { margin: .75rem 0; }
small { opacity: .75; }
</style>
<h1>Who are you?</h1>
<p>This is the demo's identity provider. It asks for no password.</p>
<ul>
${accounts
  .map(
    ({ id, name, role, groups }) =>
      `<li><a href="/interaction/${escaped(interaction)}?account=${encodeURIComponent(id)}">${escaped(name)}</a>, ${escaped(role)}<br><small>${escaped(groups.join(', '))}</small></li>`,
  )
  .join('\n')}
</ul>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
