import { page } from './frame.ts';

/** In place of a console that was not built. */
export function renderUnbuiltPage(): string {
  return page(
    'No console',
    undefined,
    '<h1>The console is not built</h1><p>This server runs from its source. <code>npm run build</code> builds the console; start the server again afterwards. Everything else works: <a href="/openapi.json">the API</a>, and the command line.</p>',
  );
}
