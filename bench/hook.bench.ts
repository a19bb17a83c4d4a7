import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type SigningKey, signingKey } from '../src/entrypoints/demo/git/keys.ts';
import { ObjectStore } from '../src/entrypoints/demo/git/objects.ts';
import { storeRepository } from '../src/entrypoints/demo/git/store.ts';
import { installHook } from '../src/entrypoints/hook/install.ts';
import { judgePush } from '../src/entrypoints/hook/pre-receive.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const COMMITS = 100;
const ROUNDS = 5;
const SCRIPT = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const REQUIREMENT =
  'apiVersion: mainward.dev/v1alpha1\nkind: Requirement\nmetadata: {name: signed}\nspec: {signed: true}\n';

/** A push of 100 signed commits, judged by the pre-receive hook, against what git takes for the signatures alone. */
export async function measure(): Promise<readonly Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'mainward-bench-'));
  try {
    const { bare, push, signers } = await make(root);
    const reference = gitMilliseconds(bare, push, signers);
    const row = (name: string, ours: number, limit: number): Measurement => ({
      name: `${name}, of a push of ${COMMITS} commits`,
      ours,
      reference,
      unit: 'ms',
      against: `git log --format=%G?, the same ${COMMITS} commits`,
      limit,
    });
    const judged = await medianMilliseconds(ROUNDS, () => judge(bare, push.line));
    const whole = await medianMilliseconds(ROUNDS, () => runHook(bare, push.line));
    return [
      row('everything judged, in a process that runs', judged, 1 / 10),
      row('the whole pre-receive hook, from its start', whole, 1 / 4),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function judge(bare: string, line: string): Promise<void> {
  const { refusals } = await judgePush({
    folder: bare,
    env: { REMOTE_USER: 'ann' },
    stdin: Readable.from([Buffer.from(line)]),
    now: new Date().toISOString(),
    version: 'bench',
  });
  if (refusals.length > 0) throw new Error(`The push was refused: ${refusals[0]?.why.join()}`);
}

function runHook(bare: string, line: string): Promise<void> {
  const child = spawn(process.execPath, [SCRIPT, 'hook', 'pre-receive'], {
    cwd: bare,
    env: { PATH: process.env['PATH'], REMOTE_USER: 'ann' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(line);
  return new Promise((resolve, reject) => {
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error('The push was refused.'))));
  });
}

interface Made {
  readonly bare: string;
  readonly push: { readonly line: string; readonly range: string };
  /** An allowed_signers file. */
  readonly signers: string;
}

async function make(root: string): Promise<Made> {
  const key = signingKey(createHash('sha256').update('ann').digest());
  const store = new ObjectStore();
  const first = commit(store, 0, key, undefined);
  let tip = first;
  for (let index = 1; index <= COMMITS; index += 1) tip = commit(store, index, key, tip);
  const folder = join(root, 'made');
  storeRepository(folder, store, new Map([['refs/heads/main', tip]]));
  const bare = join(root, 'shop.git');
  execFileSync('git', ['clone', '-q', '--bare', folder, bare]);
  execFileSync('git', ['-C', bare, 'update-ref', 'refs/heads/main', first]);
  const roster = join(root, 'roster.yaml');
  writeFileSync(
    roster,
    `apiVersion: mainward.dev/v1alpha1\nkind: Roster\nmetadata: {name: people}\nspec:\n  people:\n    - {id: ann, emails: [ann@example.org], accounts: [{system: git, login: ann}], keys: [{type: ssh, publicKey: '${key.publicLine}'}]}\n`,
  );
  const signers = join(root, 'allowed_signers');
  writeFileSync(signers, `ann@example.org ${key.publicLine}\n`);
  await installHook({
    folder: bare,
    roster,
    self: [process.execPath, SCRIPT],
    now: new Date().toISOString(),
  });
  return { bare, signers, push: { line: `${first} ${tip} refs/heads/main\n`, range: `${first}..${tip}` } };
}

function commit(store: ObjectStore, index: number, key: SigningKey, parent: string | undefined): string {
  const who = { name: 'Ann', email: 'ann@example.org', at: 1_767_225_600 + index * 60, zone: '+0000' };
  return store.commit({
    files: new Map([
      ['.mainward/policy.yaml', REQUIREMENT],
      [`apps/${index % 20}.yaml`, `version: ${index}\n`],
    ]),
    parents: parent === undefined ? [] : [parent],
    author: who,
    committer: who,
    message: `Change ${index}`,
    key,
  });
}

function gitMilliseconds(bare: string, { range }: Made['push'], signers: string): number {
  const run = (...more: readonly string[]): string =>
    execFileSync(
      'git',
      ['-C', bare, '-c', `gpg.ssh.allowedSignersFile=${signers}`, 'log', ...more, '--format=%G?', range],
      { encoding: 'utf8' },
    );
  run('-5');
  const start = performance.now();
  const said = run();
  const took = performance.now() - start;
  if (said !== 'G\n'.repeat(COMMITS)) throw new Error('Git does not take these signatures for good.');
  return took;
}
