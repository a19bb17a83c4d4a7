import type { ReceiveReport, Refusal } from '../model/receive.ts';
import { harmless } from './harmless.ts';

/** What whoever pushed sees; Git writes `remote: ` before each line. */
export function renderRefusals({ repository, refusals }: ReceiveReport): string {
  return [
    `mainward: ${harmless(repository)} takes nothing of this push`,
    ...refusals.flatMap((refusal) => ['', ...describe(refusal)]),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function describe({ ref, who, what, why, how }: Refusal): readonly string[] {
  return [
    harmless(ref),
    `  who   ${harmless(who)}`,
    `  what  ${harmless(what)}`,
    ...why.map((line, index) => `  ${index === 0 ? 'why ' : '    '}  ${harmless(line)}`),
    ...how.map((line, index) => `  ${index === 0 ? 'do  ' : '    '}  ${harmless(line)}`),
  ];
}
