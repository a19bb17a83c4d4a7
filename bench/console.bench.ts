import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ConsoleFiles } from '../src/entrypoints/server/console/files.ts';
import { DriftLedger, NamedSessions } from '../src/entrypoints/server/fixtures/drift.ts';
import { testInstance } from '../src/entrypoints/server/fixtures/instance.ts';
import { campaignIn, reviewedItem } from '../src/entrypoints/server/fixtures/reviews.ts';
import { fakeServices, noRemedy, TOKENS } from '../src/entrypoints/server/fixtures/services.ts';
import { routesOf } from '../src/entrypoints/server/routes.ts';
import { ReviewBoard } from '../src/flows/review/board/board.ts';
import { openChromium, openWindow } from '../test/e2e/console-browser.ts';
import { buildConsole } from '../tools/build-console.ts';
import { type Measurement, quantile } from './measure.ts';

const ITEMS = 2_000;
/** Milliseconds of a frame at 50 a second. */
const FRAME = 20;
const PAINT = 1_000;
const ROUNDS = 5;
const REVIEW = '/reviews/quarterly-2026-11-27';
/** Milliseconds for which a key is held, or the wheel turned; a key that is held comes so often. */
const LASTS = 4_000;
const REPEAT = 33;

/** The reviewer’s screen with two thousand items, and how soon there is a console at all, in Chromium without a GPU. */
export async function measure(): Promise<readonly Measurement[]> {
  await buildConsole();
  const set = await serve();
  const browser = await openChromium();
  try {
    const row = { unit: 'ms', limit: 1 } as const;
    const paint = await firstPaint(browser, set.url);
    const page = await openReview(browser, set.url);
    const held = await framesWhile(page, () => holdKey(page));
    const scrolled = await framesWhile(page, () => turnWheel(page));
    const of = (frames: Frames): string =>
      `${frames.perSecond.toFixed(0)} a second, the slowest of a hundred ${frames.slow.toFixed(0)} ms`;
    return [
      { name: 'console, first paint on loopback', ours: paint, reference: PAINT, against: 'budget', ...row },
      {
        name: `console, a frame with ${ITEMS} items while j is held (${of(held)})`,
        ours: 1_000 / held.perSecond,
        reference: FRAME,
        against: '50 a second',
        ...row,
      },
      {
        name: `console, a frame with ${ITEMS} items while scrolling (${of(scrolled)})`,
        ours: 1_000 / scrolled.perSecond,
        reference: FRAME,
        against: '50 a second',
        ...row,
      },
    ];
  } finally {
    await browser.close();
    await set.stop();
  }
}

async function serve(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const ledger = new DriftLedger();
  const items = Array.from({ length: ITEMS }, (_, number) =>
    reviewedItem(number, `person-${number % 317}`, {
      namespace: `team-${number % 41}`,
      rights: ['read pods, services and configmaps', 'change deployments', `read secrets named s-${number}`],
      danger: (['critical', 'high', 'medium', 'low'] as const)[number % 4] ?? 'low',
    }),
  );
  await campaignIn(ledger, items, () => 'security');
  let url = 'http://127.0.0.1';
  const services = fakeServices({
    ledger,
    sessions: new NamedSessions('dan'),
    publicUrl: () => new URL(url),
    console: new ConsoleFiles(join(import.meta.dirname, '../dist/console')),
    reviews: {
      ...fakeServices().reviews,
      board: new ReviewBoard(ledger),
      remedy: noRemedy(),
    },
  });
  const { instance } = testInstance(routesOf({ openLog: false }), services);
  await instance.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(instance.server.address() as AddressInfo).port}`;
  return {
    url,
    async stop() {
      instance.server.closeAllConnections();
      await instance.close();
    },
  };
}

async function signedIn(browser: Browser, url: string): Promise<Page> {
  const { page, context } = await openWindow(browser, { width: 1_280, theme: 'light' }, [url]);
  await context.addCookies([{ name: 'mainward-session', value: TOKENS.security, url }]);
  return page;
}

/** Milliseconds until something is there to read, with nothing in the browser’s cache. */
async function firstPaint(browser: Browser, url: string): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const page = await signedIn(browser, url);
    await page.goto(`${url}/reviews`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    took.push(
      await page.evaluate<number>(
        "new Promise((resolve) => new PerformanceObserver((seen) => { const first = seen.getEntries().find(({ name }) => name === 'first-contentful-paint'); if (first !== undefined) resolve(first.startTime); }).observe({ type: 'paint', buffered: true }))",
      ),
    );
    await page.context().close();
  }
  return quantile(took.slice(1), 0.5);
}

async function openReview(browser: Browser, url: string): Promise<Page> {
  const page = await signedIn(browser, url);
  await page.goto(url + REVIEW);
  await page.getByText(`${ITEMS.toLocaleString('en-US')} items`, { exact: true }).waitFor();
  return page;
}

interface Frames {
  readonly perSecond: number;
  /** Milliseconds of the slowest of a hundred. */
  readonly slow: number;
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(
    'window.frames_ = []; window.counting_ = true; (function next(at) { window.frames_.push(at); if (window.counting_) requestAnimationFrame(next); })(performance.now())',
  );
  await act();
  const at = await page.evaluate<readonly number[]>('window.counting_ = false, window.frames_');
  const gaps = at.slice(2).map((one, index) => one - (at[index + 1] ?? one));
  return {
    perSecond: (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0),
    slow: quantile(gaps, 0.99),
  };
}

/** As a keyboard does: down, and down again until it is let go. */
async function holdKey(page: Page): Promise<void> {
  for (const end = performance.now() + LASTS; performance.now() < end; ) {
    await page.keyboard.down('j');
    await pause(REPEAT);
  }
  await page.keyboard.up('j');
  const at = await page.evaluate<number>(
    "Number(document.querySelector('[role=row][data-active]').getAttribute('aria-rowindex'))",
  );
  if (at < LASTS / REPEAT / 4) throw new Error(`The keys led to item ${at} only.`);
}

async function turnWheel(page: Page): Promise<void> {
  await page.mouse.move(700, 500);
  for (const end = performance.now() + LASTS; performance.now() < end; ) {
    await page.mouse.wheel(0, 240);
    await pause(REPEAT);
  }
  const top = await page.evaluate<number>('window.scrollY');
  if (top < LASTS) throw new Error(`It scrolled to ${top} only.`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
