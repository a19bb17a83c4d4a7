import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import { ATTESTATION_NAMESPACE } from '../../model/statement.ts';
import type { StatementSigner } from '../../ports/approving.ts';

/** A private key, or a public one whose private half an agent holds: a file, or a public key as a line of text. */
export type SigningKeySource = { readonly file: string } | { readonly line: string };

/** OpenSSH's, which git itself calls. */
const PROGRAM = 'ssh-keygen';
/** A person may have to type a passphrase or touch a key. */
const MOST_MILLISECONDS = 300_000;
const MOST_BYTES = 64 << 10;

/** Signs with OpenSSH's `ssh-keygen -Y sign` (8.2 or later), which asks agents, security keys and people by itself. */
export class SshKeygenSigner implements StatementSigner {
  readonly #key: SigningKeySource;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(key: SigningKeySource, env: Readonly<Record<string, string | undefined>>) {
    this.#key = key;
    this.#env = env;
  }

  async sign(message: Uint8Array): Promise<string> {
    if ('file' in this.#key) return this.#run(this.#key.file, message);
    const folder = await mkdtemp(join(tmpdir(), 'mainward-key-'));
    try {
      const file = join(folder, 'key.pub');
      await writeFile(file, `${this.#key.line}\n`, { mode: 0o600 });
      return await this.#run(file, message);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #run(file: string, message: Uint8Array): Promise<string> {
    const child = spawn(PROGRAM, ['-Y', 'sign', '-n', ATTESTATION_NAMESPACE, '-f', file], {
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: MOST_MILLISECONDS,
      killSignal: 'SIGKILL',
    });
    let armour = '';
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (armour.length < MOST_BYTES) armour += chunk.toString('latin1');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < MOST_BYTES) said += chunk.toString('utf8');
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(message);
    return new Promise((resolve, reject) => {
      child.once('error', (cause) => reject(notSigned('ssh-keygen could not be started', cause)));
      child.once('close', (code) => {
        if (code === 0 && armour.startsWith('-----BEGIN SSH SIGNATURE-----')) resolve(armour);
        else reject(notSigned(lastLine(said)));
      });
    });
  }
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1)?.slice(0, 300) || 'ssh-keygen ended without a signature';
}

function notSigned(why: string, cause?: unknown): MainwardError {
  return new MainwardError('SIGNING_FAILED', `Nothing was signed: ${why}.`, {
    remedy: 'Name an SSH key with --key FILE, or see that the agent which holds it runs (ssh-add -l).',
    ...(cause === undefined ? {} : { cause }),
  });
}
