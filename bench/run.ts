import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bench, Measurement } from './measure.ts';

/**
 * Runs every `bench/*.bench.ts` (or those whose names are given) one after the other and prints a table. Ends with 1
 * where a ratio exceeds its limit. Measure on an idle machine.
 */
const wanted = process.argv.slice(2);
const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace('.bench.ts', '')))
  .sort();

const rows: Measurement[] = [];
for (const file of files) {
  const bench = (await import(new URL(file, import.meta.url).href)) as Bench;
  rows.push(...(await bench.measure()));
}

console.log('| name | ours | reference | ratio |');
console.log('|---|---|---|---|');
for (const row of rows) {
  const limit = row.limit === undefined ? '' : ` (limit ${row.limit}${exceeds(row) ? ', EXCEEDED' : ''})`;
  console.log(
    `| ${row.name} | ${figure(row.ours)} ${row.unit} | ${figure(row.reference)} ${row.unit} (${row.against}) | ${figure(row.ours / row.reference)}${limit} |`,
  );
}
if (rows.some(exceeds)) process.exitCode = 1;

function exceeds(row: Measurement): boolean {
  return row.limit !== undefined && !(row.ours / row.reference <= row.limit);
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
