import { open, realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';

const MOST_BYTES = 1_000_000;
/** A token that is renewed in its file is noticed within this time. */
const TOKEN_MS = 60_000;

export function kubeconfigInvalid(why: string): MainwardError {
  return new MainwardError('KUBECONFIG_INVALID', `The cluster's credential cannot be used: ${why}.`, {
    remedy: 'Correct that entry; a token or certificate data in the file itself always works.',
  });
}

/** Reads a plain file, within a bound. */
export async function readCredential(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    await using file = await open(path, 'r');
    const about = await file.stat();
    if (!about.isFile() || about.size > MOST_BYTES) throw kubeconfigInvalid(`${path} is no small plain file`);
    bytes = await file.readFile();
  } catch (error) {
    if (error instanceof MainwardError) throw error;
    throw kubeconfigInvalid(`${path} cannot be read`);
  }
  return bytes.toString('utf8');
}

/** The path of a file that a kubeconfig names. It must lie in the kubeconfig's own folder, links followed. */
export async function fileBeside(kubeconfig: string, named: string): Promise<string> {
  const folder = await realpath(dirname(resolve(kubeconfig)));
  const path = await realpath(resolve(folder, named)).catch(() => undefined);
  if (path === undefined) throw kubeconfigInvalid(`it names a file that is not there`);
  if (!path.startsWith(`${folder}${sep}`)) throw kubeconfigInvalid(`it names a file outside its own folder`);
  return path;
}

/** A token in a file, read again now and then: whoever renews it writes it there. */
export function tokenIn(path: string, clock: Clock): () => Promise<string> {
  let token = '';
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (clock.now() - readAt >= TOKEN_MS) {
      token = (await readCredential(path)).trim();
      if (token === '') throw kubeconfigInvalid(`${path} holds no token`);
      readAt = clock.now();
    }
    return token;
  };
}
