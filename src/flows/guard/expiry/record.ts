import type { NewEntry } from '../../../ports/ledger.ts';
import type { Random } from '../../../ports/random.ts';
import { encodePayload } from '../../observe/payload.ts';
import { recordable } from '../names.ts';
import type { KeptExpiry } from './kept.ts';

/** That a guard ended what a commit granted for a while, and when, which may have been before this could be recorded. */
export function endedEntry(
  cluster: string,
  { object, grant = object.name, expires, ended = 0 }: KeptExpiry,
  random: Random,
): { readonly entry: NewEntry; readonly payload: Uint8Array } {
  const said =
    expires === null
      ? 'its end cannot be read, so it has none left'
      : `its time was over at ${new Date(expires).toISOString()}`;
  return {
    entry: { type: 'grant.ended', grant, cluster, by: 'guard', why: 'expired', object: recordable(object) },
    payload: encodePayload(
      {
        schema: 'mainward.dev/grant-ended/v1',
        by: 'mainward',
        say: `The guard deleted it at ${new Date(ended).toISOString()}: ${said}.`,
      },
      random,
    ),
  };
}
