import { count } from '../people.ts';

const MINUTE = 60_000;

/** A span of milliseconds as people say it: `1 hour 5 minutes`; never more than there is. */
export function spanWords(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / MINUTE);
  if (minutes < 1) return 'less than a minute';
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ...(days > 0 ? [count(days, 'day')] : []),
    ...(hours > 0 ? [count(hours, 'hour')] : []),
    ...(rest > 0 && days === 0 ? [count(rest, 'minute')] : []),
  ];
  return parts.join(' ');
}
