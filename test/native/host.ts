import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type GitHttpOptions, gitHttp } from '../../src/adapters/git-http/backend.ts';
import { installHook } from '../../src/entrypoints/hook/install.ts';
import { ROOT } from '../support/project.ts';

/** Everything of security must agree to what lies in `clusters/`; whatever lands is signed. */
export const POLICY = `apiVersion: mainward.dev/v1alpha1
kind: Requirement
metadata: {name: signed}
spec: {signed: true}
---
apiVersion: mainward.dev/v1alpha1
kind: Requirement
metadata: {name: two-eyes}
spec: {paths: ['clusters/**', '.mainward/**'], approvals: [{group: security, count: 1}]}
`;

export interface Pushed {
  readonly ok: boolean;
  /** What whoever pushed saw. */
  readonly said: string;
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Runs a program to its end. The server lives in this process, so nothing may block it. */
function runToEnd(
  folder: string,
  env: Record<string, string>,
  program: string,
  args: readonly string[],
): Promise<Ended> {
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, said }));
  });
}

/** A Git server as one would run it, with people who clone from it and push to it over HTTP. */
export class Host {
  readonly root: string = mkdtempSync(join(tmpdir(), 'mainward-host-'));
  readonly bare: string = join(this.root, 'srv', 'shop.git');
  readonly roster: string = join(this.root, 'roster.yaml');
  readonly reports: string[] = [];
  #server: Server | undefined;
  #minute = 0;
  #people: readonly string[] = [];

  static async open(options: Partial<GitHttpOptions> = {}): Promise<Host> {
    const host = new Host();
    mkdirSync(dirname(host.bare), { recursive: true });
    await host.run(host.root, 'git', 'init', '-q', '--bare', '-b', 'main', host.bare);
    for (const id of ['ann', 'ben', 'cho', 'mallory'])
      await host.run(
        host.root,
        'ssh-keygen',
        '-q',
        '-N',
        '',
        '-t',
        'ed25519',
        '-f',
        join(host.root, `${id}.key`),
      );
    host.enroll('ann', 'ben', 'cho');
    const handle = gitHttp({
      authenticate: async (request) => host.#who(request),
      repository: async (name) => (name === 'shop' ? host.bare : undefined),
      report: (text) => host.reports.push(text),
      ...options,
    });
    host.#server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((listening) => host.#server?.listen(0, '127.0.0.1', listening));
    return host;
  }

  async install(policy?: string): Promise<void> {
    await installHook({
      folder: this.bare,
      roster: this.roster,
      self: [process.execPath, join(ROOT, 'bin', 'mainward.js')],
      now: new Date().toISOString(),
      ...(policy === undefined ? {} : { policy }),
    });
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  get port(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  url(who: string): string {
    return `http://${who}:secret@127.0.0.1:${this.port}/shop.git`;
  }

  /** From now on the roster has these people, all of security; `until` says when somebody left. */
  enroll(...people: readonly (string | { readonly id: string; readonly until: string })[]): void {
    const entries = people.map((one) => {
      const { id, until } = typeof one === 'string' ? { id: one, until: undefined } : one;
      const key = readFileSync(join(this.root, `${id}.key.pub`), 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' ');
      return `    - {id: ${id}, emails: [${id}@example.org], accounts: [{system: git, login: ${id}}], groups: [security]${until === undefined ? '' : `, until: '${until}'`}, keys: [{type: ssh, publicKey: '${key}'}]}\n`;
    });
    this.#people = people.map((one) => (typeof one === 'string' ? one : one.id));
    writeFileSync(
      this.roster,
      `apiVersion: mainward.dev/v1alpha1\nkind: Roster\nmetadata: {name: people}\nspec:\n  people:\n${entries.join('')}`,
    );
  }

  /** A clone of somebody's, who signs. */
  async clone(who: string): Promise<Clone> {
    const folder = join(this.root, who);
    await this.run(this.root, 'git', 'clone', '-q', this.url(who), folder);
    const clone = new Clone(this, who, folder);
    await clone.git('config', 'user.name', who);
    await clone.git('config', 'user.email', `${who}@example.org`);
    await clone.git('config', 'gpg.format', 'ssh');
    await clone.git('config', 'user.signingkey', join(this.root, `${who}.key`));
    await clone.git('config', 'commit.gpgsign', 'true');
    return clone;
  }

  environment(): Record<string, string> {
    this.#minute += 1;
    const date = `${1_767_225_600 + this.#minute * 60} +0000`;
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      NO_COLOR: '1',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    };
  }

  async run(folder: string, program: string, ...args: readonly string[]): Promise<string> {
    const { code, out, said } = await this.ended(folder, program, ...args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${said}`);
    return out.trim();
  }

  ended(folder: string, program: string, ...args: readonly string[]): Promise<Ended> {
    return runToEnd(folder, this.environment(), program, args);
  }

  /** What a ref of the server is. */
  ref(name: string): Promise<string> {
    return this.run(this.bare, 'git', 'for-each-ref', '--format=%(objectname)', name);
  }

  #who(request: IncomingMessage): { login: string } | undefined {
    const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const [login = '', secret] = Buffer.from(encoded, 'base64').toString().split(':');
    return secret === 'secret' && [...this.#people, 'mallory'].includes(login) ? { login } : undefined;
  }
}

export class Clone {
  readonly folder: string;
  readonly #host: Host;
  readonly #who: string;

  constructor(host: Host, who: string, folder: string) {
    this.#host = host;
    this.#who = who;
    this.folder = folder;
  }

  git(...args: readonly string[]): Promise<string> {
    return this.#host.run(this.folder, 'git', ...args);
  }

  async commit(message: string, files: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
    await this.git('add', '-A');
    await this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** A commit that goes on from `from`, pushed as a pull request; ends on main. */
  async offer(
    number: number,
    files: Readonly<Record<string, string>>,
    from: string = 'origin/main',
  ): Promise<string> {
    await this.update();
    await this.git('checkout', '-q', '--detach', from);
    const head = await this.commit(`Offer ${number}`, files);
    await this.git('checkout', '-q', 'main');
    const pushed = await this.push(`${head}:refs/pull/${number}/head`);
    if (!pushed.ok) throw new Error(pushed.said);
    return head;
  }

  /** Brings main up to what the server has, and merges. */
  async merge(head: string, ...more: readonly string[]): Promise<string> {
    await this.update();
    await this.git('merge', '-q', '--no-ff', ...more, '-m', 'Merge what was offered', head);
    return this.git('rev-parse', 'HEAD');
  }

  async update(): Promise<void> {
    await this.fetch();
    await this.git('checkout', '-q', '-B', 'main', 'origin/main');
  }

  async fetch(): Promise<void> {
    await this.git(
      'fetch',
      '-q',
      'origin',
      '+refs/heads/*:refs/remotes/origin/*',
      '+refs/pull/*:refs/pull/*',
    );
  }

  push(...refspecs: readonly string[]): Promise<Pushed> {
    return this.pushTo('origin', ...refspecs);
  }

  async pushTo(remote: string, ...refspecs: readonly string[]): Promise<Pushed> {
    const { code, said } = await this.#host.ended(this.folder, 'git', 'push', remote, ...refspecs);
    return { ok: code === 0, said };
  }

  mainward(...args: readonly string[]): Promise<Ended> {
    return this.#host.ended(this.folder, process.execPath, join(ROOT, 'bin', 'mainward.js'), ...args);
  }

  /** Agrees to what was offered, as `mainward approve` does, and brings it to the server. */
  async approve(number: number, ...args: readonly string[]): Promise<void> {
    await this.fetch();
    const result = await this.mainward('approve', '--pull', String(number), '--push', ...args);
    if (result.code !== 0) throw new Error(`${this.#who}: ${result.said}`);
  }
}
