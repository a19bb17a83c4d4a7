import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFiles } from './files.ts';

const COMMITS = 20_000;
/** Changed whenever what is generated changes. */
const EDITION = 1;

/** A bare repository of 50,000 files and 20,000 commits; made once, kept in the temporary folder. */
export async function largeRepository(): Promise<string> {
  const folder = join(tmpdir(), `mainward-bench-large-${EDITION}`, 'large');
  if (existsSync(folder)) return folder;
  const draft = `${folder}-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'refs'), { recursive: true });
  mkdirSync(join(draft, 'objects'));
  writeFileSync(join(draft, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(
    join(draft, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\turl = https://git.example.org/company/large.git\n',
  );
  const child = spawn('git', [`--git-dir=${draft}`, 'fast-import', '--quiet', '--force'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  for (const part of stream()) if (!child.stdin.write(part)) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`);
  renameSync(draft, folder);
  return folder;
}

function* stream(): Generator<string> {
  const changed: string[] = [];
  yield commit(1, 'Begin');
  for (const { path, text } of benchFiles()) {
    yield `M 100644 inline ${path}\n${data(text)}`;
    if (path.endsWith('/replicas.yaml')) changed.push(path);
  }
  for (let n = 2; n <= COMMITS; n += 1) {
    const path = changed[(n * 7) % changed.length] ?? '';
    const name = path.split('/')[1] ?? '';
    yield `${commit(n, `Scale ${name}`)}M 100644 inline ${path}\n${data(
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: ${n % 9}\n`,
    )}`;
  }
}

function commit(n: number, message: string): string {
  const who = `Person ${n % 60} <person-${n % 60}@example.org> ${1_760_000_000 + n * 300} +0000`;
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(message)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
