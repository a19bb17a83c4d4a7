import { Browser } from '../../src/entrypoints/server/fixtures/browser.ts';
import type { Recorded } from '../../src/model/ledger.ts';
import type { RealStage } from './thread-stage.ts';

/** A browser in which somebody with this role is signed in. */
export async function signedInAs({ links }: Pick<RealStage, 'links'>, role: string): Promise<Browser> {
  const browser = new Browser();
  const link = links.find((one) => one.role === role);
  if (link === undefined) throw new Error(`Nobody is a ${role}.`);
  const page = await browser.open(link.url);
  if (page.status !== 200) throw new Error(`Whoever signs in as ${role} gets ${page.status}: ${page.body}`);
  return browser;
}

/**
 * Entries as they are recorded (server-sent events), from the first on, until whoever takes them breaks off or the server
 * goes away. Nothing comes for who may not ask; `status` says so.
 */
export async function eventsOf(
  { world }: Pick<RealStage, 'world'>,
  browser: Browser,
): Promise<{ readonly status: number; readonly entries: AsyncIterable<Recorded> }> {
  const url = new URL('/api/v1/events?from=0', world.server);
  const cookie = [...browser.cookies(url)].map(([name, value]) => `${name}=${value}`).join('; ');
  const ended = new AbortController();
  const { status, body } = await fetch(url, { headers: { cookie }, signal: ended.signal });
  if (status === 200 && body !== null) return { status, entries: entriesIn(body, ended) };
  ended.abort();
  return { status, entries: ReadableStream.from<Recorded>([]) };
}

async function* entriesIn(
  body: ReadableStream<Uint8Array>,
  ended: AbortController,
): AsyncGenerator<Recorded> {
  try {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      rest += text;
      const whole = rest.lastIndexOf('\n') + 1;
      for (const line of rest.slice(0, whole).split('\n'))
        if (line.startsWith('data:')) yield JSON.parse(line.slice('data:'.length)) as Recorded;
      rest = rest.slice(whole);
    }
  } finally {
    ended.abort();
  }
}

/** What the server said that it recorded, to somebody who listened. */
export class Acknowledged {
  readonly #stage: RealStage;
  readonly #entries: Map<number, Recorded> = new Map();
  #listening: Promise<void> = Promise.resolve();

  constructor(stage: RealStage) {
    this.#stage = stage;
  }

  /** Listens until the server goes away. */
  async listen(): Promise<void> {
    const { entries } = await eventsOf(this.#stage, await signedInAs(this.#stage, 'auditor'));
    this.#listening = (async () => {
      try {
        for await (const one of entries) this.#entries.set(one.index, one);
      } catch {
        // It went away.
      }
    })();
  }

  /** Once the server is gone. */
  async heard(): Promise<readonly Recorded[]> {
    await this.#listening;
    return [...this.#entries.values()];
  }
}
