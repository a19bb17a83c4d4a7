import { constants } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';

/**
 * Sets a ref of a files-backed repository, with the lock that Git itself respects (`gitrepository-layout(5)`). No hook
 * of the clone runs. `now` says what it is while the lock is held.
 */
export async function setRef(
  commonDirectory: string,
  ref: string,
  decide: () => Promise<string>,
): Promise<string> {
  const path = join(commonDirectory, ref);
  await mkdir(dirname(path), { recursive: true });
  const lock = `${path}.lock`;
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(lock, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
  } catch (cause) {
    throw new MainwardError('REPOSITORY_UNREADABLE', `${ref} is being changed, or may not be.`, {
      remedy: `Try again; if nothing else runs, remove ${ref}.lock in the repository's folder.`,
      cause,
    });
  }
  try {
    const oid = await decide();
    await handle.writeFile(`${oid}\n`);
    await handle.datasync();
    await handle.close();
    await rename(lock, path);
    return oid;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(lock, { force: true });
    throw error;
  }
}
