import { MainwardError } from '../../../model/errors.ts';
import { isName, reasonProblem } from '../../../stages/2-review/statements/signed.ts';
import type { Options } from '../invocation.ts';

export type WantedPause =
  | { readonly kind: 'end'; readonly cluster: string }
  | {
      readonly kind: 'pause';
      readonly cluster: string;
      /** RFC 3339 UTC. */
      readonly until: string;
      readonly reason: string;
    };

/** No policy allows a longer one. */
const LONGEST_MINUTES = 240;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000 };

/** What is to be said of a pause; `now` is in milliseconds since 1970. Throws USAGE. */
export function wantedPause({ cluster, until, reason, withdraw }: Options, now: number): WantedPause {
  if (!isName(cluster))
    throw usage('Which cluster is meant has to be named.', 'Add --cluster NAME, as its Guard names it.');
  if (withdraw === true) {
    if (until === undefined && reason === undefined) return { kind: 'end', cluster };
    throw usage('--withdraw ends a pause at once and says no more.', 'Leave out --until and --reason.');
  }
  if (until === undefined || reason === undefined)
    throw usage('A pause has an end and a reason.', 'Add --until TIME, such as 45m, and --reason TEXT.');
  const problem = reasonProblem(reason);
  if (problem !== undefined)
    throw usage(`This cannot be kept as a reason: ${problem}.`, 'Say it in one line.');
  const end = timeOf(until, now);
  if (end <= now) throw usage(`${JSON.stringify(until)} is over already.`, 'Name a time to come.');
  if (end - now > LONGEST_MINUTES * 60_000)
    throw usage(
      `A pause of more than ${LONGEST_MINUTES} minutes never counts.`,
      'Pause it for less, and again where it must be; the tier of its Guard can be changed in Git.',
    );
  return { kind: 'pause', cluster, until: new Date(end).toISOString(), reason };
}

function timeOf(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,4})([mh])$/.exec(text) ?? [];
  if (count !== undefined) return now + Number(count) * (UNITS[unit] ?? Number.NaN);
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw usage(
    `${JSON.stringify(text)} is neither a time with a zone nor a duration.`,
    'Write it as 2026-11-20T09:00:00Z, 45m or 2h.',
  );
}

function usage(message: string, remedy: string): MainwardError {
  return new MainwardError('USAGE', message, { remedy });
}
