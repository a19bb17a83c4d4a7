import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BARE = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

/** A bare repository that `git fast-import` makes of a stream; made once an edition, kept in the temporary folder. */
export async function importedRepository({
  edition,
  name,
  stream,
  config = '',
}: {
  /** Another one for another stream. */
  readonly edition: string;
  readonly name: string;
  readonly stream: () => Iterable<string>;
  /** More of its configuration. */
  readonly config?: string;
}): Promise<string> {
  const folder = join(tmpdir(), `mainward-bench-${edition}`, name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'refs'), { recursive: true });
  mkdirSync(join(draft, 'objects'));
  writeFileSync(join(draft, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(draft, 'config'), `${BARE}${config}`);
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
