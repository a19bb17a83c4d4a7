import { importedRepository } from '../imported-repository.ts';
import { benchFiles } from './files.ts';

const COMMITS = 20_000;
/** Changed whenever what is generated changes. */
const EDITION = 1;

/** A bare repository of 50,000 files and 20,000 commits; made once, kept in the temporary folder. */
export function largeRepository(): Promise<string> {
  return importedRepository({
    edition: `large-${EDITION}`,
    name: 'large',
    stream,
    config: '[remote "origin"]\n\turl = https://git.example.org/company/large.git\n',
  });
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
