import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAINWARD } from './mainward.ts';
import { type Running, ready, residentMemory, start } from './parts.ts';

/** `mainward serve`, to be started, killed and started again on the same folder. */
export class ServeProcess {
  readonly #place: {
    readonly config: string;
    readonly data: string;
    readonly url: URL;
    readonly folder: string;
  };
  #running: Running | undefined;

  constructor(place: {
    readonly config: string;
    readonly data: string;
    readonly url: URL;
    /** Where its log goes. */
    readonly folder: string;
  }) {
    this.#place = place;
  }

  get log(): string {
    return this.#running?.log ?? join(this.#place.folder, 'node.log');
  }

  /** All events that it wrote since the first start. */
  events(): readonly Readonly<Record<string, unknown>>[] {
    return readFileSync(this.log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** Resolves when it takes requests. */
  async start(): Promise<void> {
    const { config, data, url, folder } = this.#place;
    const running = start(process.execPath, [MAINWARD, 'serve', '--config', config, '--data', data], folder);
    this.#running = running;
    const isReady = async (): Promise<boolean> => (await fetch(new URL('/readyz', url))).status === 200;
    await ready('mainward serve', isReady, [running]);
  }

  /** What of its memory is resident now, in MB. */
  memory(): number {
    return this.#running === undefined ? 0 : residentMemory(this.#running);
  }

  signal(name: NodeJS.Signals): void {
    this.#running?.process.kill(name);
  }

  /** As a crash ends it. */
  async kill(): Promise<void> {
    await this.#running?.end();
  }

  /** Asks it to end; its exit code. */
  async terminate(): Promise<number | null> {
    const child = this.#running?.process;
    if (child === undefined) throw new Error('It does not run.');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    return child.exitCode;
  }

  stop(): Promise<void> {
    return this.kill();
  }
}
