import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm start`: the demo's answer. `--once` says to end after it, which is all there is as long as nothing serves.
 * All other arguments are the demo's.
 */
const command = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const argv = process.argv.slice(2).filter((argument) => argument !== '--once');
const { status, error } = spawnSync(process.execPath, [command, 'demo', ...argv], { stdio: 'inherit' });
if (error !== undefined) throw error;
process.exitCode = status ?? 70;
