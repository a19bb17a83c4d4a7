import type { AccessPolicy } from '../../model/access-grant.ts';
import type { BoardGrant } from './board.ts';

const MINUTE = 60_000;

/** Until when a use of break-glass is to be reviewed; milliseconds since 1970. */
export function dueAt(one: Pick<BoardGrant, 'began' | 'entry'>, policy: AccessPolicy | undefined): number {
  return Date.parse(one.began?.at ?? one.entry.at) + (policy?.breakGlass?.reviewWithinMinutes ?? 0) * MINUTE;
}
