import type { Standing } from '../observe/line.ts';
import type { HoldNotice } from './status.ts';

/** What is to be handed over, and why nothing newer. */
export interface Chosen {
  readonly commit?: string;
  readonly held?: HoldNotice;
}

const MOST_NAMED = 5;

/**
 * Only forward: what is handed over next descends from what was handed over last, along the ref's first parents. A
 * ref that went back or aside leads nowhere; a rollback is a revert, which lands like everything else.
 */
export function stayForward(last: string | undefined, standing: Standing): Chosen {
  const { accepted, held, tip } = standing;
  if (last !== undefined && !isAhead(last, standing)) {
    return {
      commit: last,
      held: {
        reason: 'RefWentBack',
        message: `the ref went back or aside: ${short(tip)} does not descend from ${short(last)}, which was handed over last. Bring back what it held, and land a revert.`,
      },
    };
  }
  const notice = held === undefined ? undefined : noticeOf(held, accepted !== undefined);
  return {
    ...(accepted === undefined ? {} : { commit: accepted }),
    ...(notice === undefined ? {} : { held: notice }),
  };
}

/** Is what is accepted the same or newer, on the same line? */
function isAhead(last: string, { accepted, line, holds }: Standing): boolean {
  if (accepted === undefined || !holds(last)) return false;
  return (line.get(last) ?? -1) <= (line.get(accepted) ?? -1);
}

function noticeOf({ landed, unmended }: NonNullable<Standing['held']>, some: boolean): HoldNotice {
  const { verdict, commit } = landed.entry;
  const undecided = verdict === 'unknown';
  const what = `${short(commit)} ${undecided ? 'could not be decided by' : 'did not pass'} verify`;
  const then = some ? 'nothing newer is handed over' : 'nothing is handed over';
  const mend =
    unmended === null
      ? 'What it changed cannot be told.'
      : unmended.length === 0
        ? 'The next landing that passes leads on.'
        : `Land a revert of ${named(unmended)}.`;
  return { reason: undecided ? 'VerifyUndecided' : 'VerifyFailed', message: `${what}, so ${then}. ${mend}` };
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  const shown = paths.slice(0, MOST_NAMED).join(', ').slice(0, 1_000);
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function short(oid: string): string {
  return oid.slice(0, 12);
}
