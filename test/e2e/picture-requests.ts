import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { LOOKS, openWindow } from './console-browser.ts';
import { type Person, setRequestsStage, tokenOf } from './requests-stage.ts';

const WISH = { policy: 'payments-edit', person: 'ann', reason: 'INC-7 the queue is stuck' };

/** Pictures of temporary access in each of its states, as whoever has it and whoever reviews it sees it. */
export async function pictureRequests(browser: Browser, folder: string): Promise<void> {
  const set = await setRequestsStage();
  try {
    const { desk, scene } = set;
    const signedInAt = new Date(scene.time.now()).toISOString();
    const asked = async (): Promise<{ id: string; head: string }> => {
      const made = await desk.request(WISH);
      if (!made.ok) throw new Error(made.error.code);
      return { id: made.value.id, head: made.value.offered?.head ?? '' };
    };
    for (let times = 0; times < 2; times += 1) {
      const { id, head } = await asked();
      await scene.agree(head);
      for (let turn = 0; turn < 2; turn += 1) await scene.keep();
      if (times === 0) await desk.revoke({ id, person: 'ann', name: 'Ann', mayEndAny: false });
    }
    const { id: pending } = await asked();
    const broke = await desk.breakGlass({ ...WISH, signedInAt });
    const glass = broke.ok ? broke.value.id : '';
    const paths = [
      '/requests',
      `/requests/${pending}`,
      `/requests/${glass}`,
      '/requests?ask=payments-edit',
      '/requests?break=payments-edit',
    ];
    for (const look of LOOKS)
      for (const person of ['ann', 'cho'] satisfies readonly Person[]) {
        const { page, context } = await openWindow(browser, look, [set.url]);
        await context.addCookies([{ name: 'mainward-session', value: tokenOf(person), url: set.url }]);
        for (const [number, path] of paths.entries()) {
          await page.setViewportSize({ width: look.width, height: 800 });
          await page.goto(set.url + path);
          await page.locator('h1').first().waitFor();
          await page.waitForTimeout(700);
          const name = `requests-${person}-${number}-${look.theme}-${look.width}.png`;
          await page.screenshot({ path: join(folder, name), fullPage: !path.includes('?') });
        }
        await context.close();
      }
  } finally {
    await set.stop();
  }
}
