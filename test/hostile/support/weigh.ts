import { writeFileSync } from 'node:fs';

const file = process.env['HOSTILE_USAGE'];
/** Loaded into the judged process before anything else: says what it took when it ends. */
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, JSON.stringify(process.resourceUsage())));
}
