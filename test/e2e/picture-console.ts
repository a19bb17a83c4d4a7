import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOOKS, type Look, openChromium, openWindow, signInBy } from './console-browser.ts';
import { beginReview } from './console-review.ts';
import { setConsoleStage } from './console-stage.ts';
import { pictureRequests } from './picture-requests.ts';

/**
 * `node test/e2e/picture-console.ts FOLDER [ROLE,…] [PATH,…]`: pictures of every page of the console, in light and dark,
 * wide and narrow, as each role of the demo sees it, and of temporary access in each of its states, so that people can look
 * at them.
 */
const [folder = 'pictures', roles = 'security,developer', paths] = process.argv.slice(2);

const set = await setConsoleStage();
const browser = await openChromium();
try {
  mkdirSync(folder, { recursive: true });
  const asked = paths?.split(',') ?? (await everyPath());
  for (const look of LOOKS) {
    await picture(look, 'nobody', ['/']);
    for (const role of roles.split(',')) await picture(look, role, asked);
  }
  if (paths === undefined) await pictureRequests(browser, folder);
} finally {
  await browser.close();
  await set.stop();
}

async function picture(look: Look, role: string, addresses: readonly string[]): Promise<void> {
  const window = await openWindow(browser, look, [set.server.origin]);
  const { page, context, complaints } = window;
  if (role !== 'nobody') await signInBy(window, set.signIn(role));
  for (const address of addresses) {
    await page.setViewportSize({ width: look.width, height: 800 });
    await page.goto(new URL(address, set.server).href);
    await page.locator('h1').first().waitFor();
    await page.waitForTimeout(700);
    // As high as the page, so that what sticks to the window's edges is not in the middle of the picture.
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    await page.setViewportSize({ width: look.width, height: Math.max(height, 800) });
    const name = `${role}-${address.replaceAll(/\W+/g, '-').replace(/^-|-$/g, '') || 'first'}-${look.theme}-${look.width}.png`;
    await page.screenshot({ path: join(folder, name), fullPage: true });
  }
  for (const one of complaints) process.stdout.write(`${role} ${look.width} ${look.theme}: ${one}\n`);
  await context.close();
}

/** Where there is something to see. */
async function everyPath(): Promise<readonly string[]> {
  const { ledger } = set.stage.drift;
  const newest = async (type: 'drift.seen' | 'change.proposed'): Promise<number> =>
    (await ledger.find({ types: [type], limit: 1 }))[0]?.index ?? 0;
  const review = await beginReview(browser, set);
  return [
    '/',
    '/changes',
    `/changes/${await newest('change.proposed')}`,
    '/drift',
    `/drift/${await newest('drift.seen')}`,
    '/reviews',
    review,
    `${review}?whose=all&by=namespace`,
    `${review}?part=remediation`,
    `${review}?part=progress`,
    '/requests',
    '/passport',
    '/passport?of=RoleBinding%2Fsupport-on-call&namespace=payments',
    '/ledger',
    '/ledger?entry=0',
  ];
}
