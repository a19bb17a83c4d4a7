import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Person } from '../../src/entrypoints/demo/organisation/people.ts';
import { Workplace } from '../../src/entrypoints/demo/thread/workplace.ts';
import { MAINWARD, succeed } from './mainward.ts';
import { signedInAs } from './thread-events.ts';
import type { RealStage } from './thread-stage.ts';

/** Somebody at their own machine, signed in at the server on the command line. */
export class AtWork {
  static readonly #all: Map<string, Promise<AtWork>> = new Map();
  readonly place: Workplace;
  readonly #server: string;

  private constructor(place: Workplace, server: URL) {
    this.place = place;
    this.#server = server.origin;
  }

  /** The same each time. `role`: the account of the identity provider that is theirs. */
  static begin(stage: RealStage, person: Person, role: string): Promise<AtWork> {
    const known = AtWork.#all.get(person.id) ?? AtWork.#begin(stage, person, role);
    AtWork.#all.set(person.id, known);
    return known;
  }

  static async #begin(stage: RealStage, person: Person, role: string): Promise<AtWork> {
    const { world } = stage;
    const place = await Workplace.at(join(world.root, 'at-work'), person, world.origin(person.id));
    await signIn(stage, place, role);
    return new AtWork(place, world.server);
  }

  get keyFile(): string {
    return this.place.keyFile;
  }

  /** What a command of ours printed, where it ended well. */
  async run(...argv: readonly string[]): Promise<string> {
    const { folder, env } = this.place;
    return succeed([...argv, '--server', this.#server], { cwd: folder, env });
  }

  async json<Document>(...argv: readonly string[]): Promise<Document> {
    return JSON.parse(await this.run(...argv, '-o', 'json')) as Document;
  }
}

/** `mainward login`, and its page in a browser in which they are signed in. */
async function signIn(stage: RealStage, { folder, env }: Workplace, role: string): Promise<void> {
  const browser = await signedInAs(stage, role);
  const argv = [MAINWARD, 'login', '--server', stage.world.server.origin];
  const child = execFile(process.execPath, argv, { cwd: folder, env, timeout: 120_000 });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const address = await new Promise<URL>((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (text: string) => {
      said += text;
      const found = /http\S+\s/.exec(said)?.[0].trim();
      if (found !== undefined) resolve(new URL(found));
    });
    child.once('close', () => reject(new Error(`login ended: ${said}`)));
  });
  const { body, url } = await browser.ask(address);
  const fields = [...body.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const agreed = await browser.submit(new URL('/login', url), Object.fromEntries(fields));
  await fetch(agreed.headers.get('location') ?? '');
  if ((await ended) !== 0) throw new Error(`${role} cannot sign in on the command line.`);
}
