import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

export const WIDTHS = [390, 1_280] as const;
export const THEMES = ['light', 'dark'] as const;

/** One way of looking at the console. */
export interface Look {
  readonly width: (typeof WIDTHS)[number];
  readonly theme: (typeof THEMES)[number];
}

export const LOOKS: readonly Look[] = WIDTHS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));

export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** A window, and everything that went wrong in it. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, uncaught errors, what the policy refused, and requests to anywhere else. */
  readonly complaints: string[];
}

/** `origin` is the only one that may be asked. */
export async function openWindow(
  browser: Browser,
  { width, theme }: Look,
  origins: readonly string[],
): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    isMobile: false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // That nobody is signed in is an answer; Chromium calls every 4xx an error.
    if (message.type() === 'error' && !/status of 40[134]/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && !origins.includes(origin)) complaints.push(`asked ${request.url()}`);
  });
  return { page, context, complaints };
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Of what moves for longer than can be seen, though whoever looks wants nothing to move. */
const MOVING =
  'document.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 1).map(({ effect: { target } }) => `moves: ${target.outerHTML.slice(0, 200)}`)';

/** What WCAG 2.2 AA would say of the page, as far as a program can tell; one line a place. */
export async function inaccessible(page: Page): Promise<readonly string[]> {
  // A dialog that opens has the focus before the page behind it is out of reach.
  const inDialog = "document.querySelector('[role=dialog]')?.contains(document.activeElement) ?? true";
  for (let round = 0; round < 400 && !(await page.evaluate<boolean>(inDialog)); round += 1)
    await page.waitForTimeout(50);
  const moving = await page.evaluate<readonly string[]>(MOVING);
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)",
  );
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
  return [...moving, ...told];
}

/** Signs in by a link of the demo; what the identity provider's own pages do is not the console's. */
export async function signInBy({ page, complaints }: Window, link: URL): Promise<void> {
  await page.goto(link.href);
  await page.locator('h1').first().waitFor();
  complaints.length = 0;
}
