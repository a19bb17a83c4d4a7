import { MovedFile } from '../../adapters/forge-git/moved.ts';
import { systemPause } from '../../adapters/system/pause.ts';
import type { Task } from './tasks.ts';

/** Hints that somebody pushed to the bare repository in this folder: each push once, however often a task begins to wait. */
export function hintsOfPushes(folder: string): NonNullable<Task['hints']> {
  const watcher = new MovedFile(folder, systemPause);
  return (signal) => watcher.hints(signal);
}
