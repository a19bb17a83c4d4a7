import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../support/project.ts';

const KUBERNETES = '1.35.0';
/** From 3.5.13 on (or 3.4.31) an API server asks it how far its caches have come; with an older one it does without. */
const ETCD = '3.6.16';
const KUSTOMIZE_CONTROLLER = '1.9.6';
const READY_WITHIN_MS = 120_000;

const execute = promisify(execFile);

/** The path of a program of Kubernetes: from KUBEBUILDER_ASSETS where it lies there, else built into the user's cache. */
export async function kubernetesProgram(name: 'kube-apiserver' | 'kube-controller-manager'): Promise<string> {
  const given = join(process.env['KUBEBUILDER_ASSETS'] ?? '/nowhere', name);
  return existsSync(given) ? given : built(`kubernetes-${KUBERNETES}`, name, 'build-kubernetes.sh');
}

/** Flux's kustomize-controller, and the folder with the definitions of its kinds. */
export async function kustomizeController(): Promise<{
  readonly program: string;
  readonly definitions: string;
}> {
  const name = 'kustomize-controller';
  const program = await built(`${name}-${KUSTOMIZE_CONTROLLER}`, name, 'build-kustomize-controller.sh');
  return { program, definitions: join(program, '../definitions') };
}

/** What the API server keeps its objects in, found like {@link kubernetesProgram}. */
export async function etcdProgram(): Promise<string> {
  const given = join(process.env['KUBEBUILDER_ASSETS'] ?? '/nowhere', 'etcd');
  return existsSync(given) ? given : built(`etcd-${ETCD}`, 'etcd', 'build-etcd.sh');
}

/** Verifies a ledger with nobody's code but that of other transparency logs; keyed on its own source. */
export function ledgerVerifier(): Promise<string> {
  const name = 'ledger-verifier';
  const source = ['main.go', 'go.mod', 'go.sum'].map((file) =>
    readFileSync(join(ROOT, 'test/e2e', name, file)),
  );
  const digest = createHash('sha256').update(Buffer.concat(source)).digest('hex').slice(0, 12);
  return built(`${name}-${digest}`, name, 'build-ledger-verifier.sh');
}

/** A program in the cache of the user, keyed on its version and Go's; built where it is not there yet. */
async function built(key: string, name: string, script: string): Promise<string> {
  const go = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (go.status !== 0) throw new Error(`Go 1.26 or later is missing, and ${name} is not built yet.`);
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'mainward-e2e', `${key}-${go.stdout.trim()}`);
  const program = join(folder, name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const argv = ['flock', folder, 'bash', join(ROOT, 'test/e2e', script), folder];
  await execute('nice', argv, { maxBuffer: 64 * 1024 * 1024 }).catch((error: { readonly stderr: string }) => {
    throw new Error(`${name} cannot be built:\n${error.stderr.slice(-4000)}`);
  });
  return program;
}

/** A program that runs beside the test, with its log. */
export interface Running {
  readonly process: ChildProcess;
  readonly log: string;
  /** Kills it, and waits until it is gone. */
  end(): Promise<void>;
}

/** What of its memory is resident now, in MB. */
export function residentMemory(running: Pick<Running, 'process'>): number {
  return statusOf(running, 'VmRSS');
}

/** The same without what is there once for all processes of its program, which is the program itself. */
export function ownMemory(running: Pick<Running, 'process'>): number {
  return statusOf(running, 'RssAnon');
}

function statusOf({ process: { pid } }: Pick<Running, 'process'>, field: 'VmRSS' | 'RssAnon'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1_024;
}

export function start(
  program: string,
  argv: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Running {
  const log = join(folder, `${program.split('/').at(-1)}.log`);
  const out = openSync(log, 'a');
  const child = spawn(program, argv, {
    cwd: folder,
    stdio: ['ignore', out, out],
    env: { ...process.env, ...environment },
  });
  return {
    process: child,
    log,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Asks until it is so. Throws with the log's end where a program ends first, or it takes too long. */
export async function ready(
  what: string,
  check: () => Promise<boolean>,
  programs: readonly Running[],
): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await check().catch(() => false))) {
    const ended = programs.find(
      ({ process: { exitCode, signalCode } }) => exitCode !== null || signalCode !== null,
    );
    if (ended === undefined && Date.now() < until) {
      await sleep(200);
      continue;
    }
    const logs = (ended === undefined ? programs : [ended]).map(({ log }) =>
      readFileSync(log, 'utf8').slice(-3000),
    );
    throw new Error(`${what} does not become ready:\n${logs.join('\n---\n')}`);
  }
}

/** One that outgoing connections do not take, so that whoever is killed finds it free again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
