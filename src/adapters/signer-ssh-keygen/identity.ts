import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { SigningKeySource } from './signer.ts';

/** Who Git says the person at this machine is. */
export interface OwnIdentity {
  readonly email?: string;
  readonly key?: SigningKeySource;
}

/** Reads the user's own configuration, that of the clone included; only text is read, nothing in it runs. */
export async function readOwnIdentity(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OwnIdentity> {
  const [email, format, key] = await Promise.all([
    configured(folder, env, ['--get', 'user.email']),
    configured(folder, env, ['--get', 'gpg.format']),
    configured(folder, env, ['--type=path', '--get', 'user.signingkey']),
  ]);
  return {
    ...(email === undefined ? {} : { email }),
    ...(key === undefined || format !== 'ssh' ? {} : { key: keySource(key, folder) }),
  };
}

/** As `git-config(1)` reads `user.signingKey` where `gpg.format` is `ssh`. */
function keySource(key: string, folder: string): SigningKeySource {
  if (key.startsWith('key::')) return { line: key.slice('key::'.length) };
  return /^(ssh|ecdsa|sk)-\S+ \S/.test(key) ? { line: key } : { file: resolve(folder, key) };
}

function configured(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<string | undefined> {
  return new Promise((found, reject) => {
    execFile(
      'git',
      ['-C', folder, 'config', ...args],
      { env, encoding: 'utf8', timeout: 10_000, maxBuffer: 64 << 10 },
      (error, stdout) => {
        const value = stdout.replace(/\r?\n$/, '');
        if (error === null) found(value === '' ? undefined : value);
        else if (error.code === 1) found(undefined);
        else
          reject(
            new MainwardError('GIT_FAILED', 'git could not say how you sign.', {
              remedy: 'Name your key with --key FILE, and see that git is on PATH.',
              cause: error,
            }),
          );
      },
    );
  });
}
