import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * `npm start`: the demo's answer, then a change from pull request to live object, served until it is ended. `--once` says
 * to end after the answer. All other arguments are the demo's.
 */
const command = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const given = process.argv.slice(2);
const once = given.includes('--once');
const argv = once ? given.filter((argument) => argument !== '--once') : [...given, '--serve'];
// Only what is served needs the console, and the tools that build it take longer to load than the answer takes.
if (!once) await (await import('./build-console.ts')).buildConsole();
const child = spawn(process.execPath, [command, 'demo', ...argv], { stdio: 'inherit' });
// Ctrl-C reaches the command by itself, as it is in the terminal's group.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('error', (error) => {
  throw error;
});
child.once('exit', (code) => {
  process.exitCode = code ?? 70;
});
