import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/project.ts';
import type { Room, Subject } from './case.ts';
import { judgeInside } from './inside.ts';

const COMMAND = join(ROOT, 'bin/mainward.js');
const NODE = process.execPath;
/** Every git may hold so many KB; one that wants more fails. */
const GIT_KILOBYTES = 512 << 10;
const KILL_SECONDS = 60;

/** What one command made of one hostile thing. */
export interface Outcome {
  /** Over 128 where a signal ended it. */
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON report; empty where none was written. */
  readonly json: string;
  /** Of the process and all it started. */
  readonly cpuSeconds: number;
  /** Peak of the process itself; NaN where it was killed. */
  readonly megabytes: number;
  /** Files left in the temporary folder. */
  readonly leftBehind: readonly string[];
}

/** A place for one case, with a listener that counts calls. */
export class Stage implements Room {
  readonly judged: string;
  readonly aside: string;
  readonly bait: string;
  readonly #root: string;
  readonly #mark: string;
  readonly #server = createServer((socket) => {
    this.#calls += 1;
    socket.destroy();
  });
  #calls = 0;

  constructor() {
    this.#root = mkdtempSync(join(tmpdir(), 'mainward-hostile-'));
    chmodSync(this.#root, 0o755);
    for (const name of ['judged', 'aside', 'tmp', 'home', 'bin', 'out', 'mark'])
      mkdirSync(join(this.#root, name));
    for (const name of ['tmp', 'out', 'mark']) chmodSync(join(this.#root, name), 0o777);
    this.judged = join(this.#root, 'judged');
    this.aside = join(this.#root, 'aside');
    this.#mark = join(this.#root, 'mark', 'taken');
    this.bait = `touch ${this.#mark}`;
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const shim = join(this.#root, 'bin', 'git');
    writeFileSync(shim, `#!/bin/sh\nulimit -d ${GIT_KILOBYTES}\nexec ${real} "$@"\n`);
    chmodSync(shim, 0o755);
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get listener(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  get calls(): number {
    return this.#calls;
  }

  get taken(): boolean {
    return existsSync(this.#mark);
  }

  reset(): void {
    rmSync(this.#mark, { force: true });
  }

  /** The command inside this process. */
  async judgeInside(command: readonly string[]): Promise<Outcome> {
    const report = join(this.#root, 'out', 'report.json');
    return judgeInside([...command, '-o', 'text', '-o', `json=${report}`], {
      cwd: this.aside,
      tmp: join(this.#root, 'tmp'),
      path: `${join(this.#root, 'bin')}:${process.env['PATH'] ?? ''}`,
      report,
    });
  }

  /** The built command, as a process. */
  async judge(command: readonly string[], subject: Subject): Promise<Outcome> {
    const usage = join(this.#root, 'out', 'usage.json');
    const report = join(this.#root, 'out', 'report.json');
    const env = {
      PATH: `${join(this.#root, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: join(this.#root, 'home'),
      TMPDIR: join(this.#root, 'tmp'),
      NO_COLOR: '1',
      NODE_OPTIONS: `--import=${new URL('weigh.ts', import.meta.url).href}`,
      HOSTILE_USAGE: usage,
      NODE_COMPILE_CACHE: join(tmpdir(), 'mainward-hostile-compiled'),
      ...subject.env,
    };
    const argv = [NODE, COMMAND, ...command, '-o', 'text', '-o', `json=${report}`];
    const nobody =
      subject.asNobody === true ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const script = `timeout -s KILL ${KILL_SECONDS} "$@"; code=$?; times >&3; exit $code`;
    const child = spawn('bash', ['-c', script, 'bash', ...nobody, ...argv], {
      cwd: this.aside,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const said = [1, 2, 3].map(async (stream) => {
      const chunks: Buffer[] = [];
      for await (const chunk of child.stdio[stream] as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    });
    const exit = await new Promise<number>((resolve) => {
      child.once('close', (code) => resolve(code ?? 255));
    });
    const [stdout = '', stderr = '', times = ''] = await Promise.all(said);
    return {
      exit,
      stdout,
      stderr,
      json: existsSync(report) ? readFileSync(report, 'utf8') : '',
      cpuSeconds: cpuSeconds(times),
      megabytes: existsSync(usage) ? peak(readFileSync(usage, 'utf8')) : Number.NaN,
      leftBehind: readdirSync(join(this.#root, 'tmp')),
    };
  }

  close(): void {
    this.#server.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

function peak(text: string): number {
  const usage: unknown = JSON.parse(text);
  return typeof usage === 'object' && usage !== null && 'maxRSS' in usage
    ? Number(usage.maxRSS) / 1024
    : Number.NaN;
}

/** The second line of `times` (bash): what the shell's children took, as `0m1.234s 0m0.056s`. */
function cpuSeconds(times: string): number {
  const parts = [...(times.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.,]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds?.replace(',', '.')),
    0,
  );
}
