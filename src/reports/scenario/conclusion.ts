import { PARTS, type ReplayRun, type ReplayStep } from '../../model/scenario.ts';
import { ANSWERERS } from './words.ts';

/** What came of a run, in one sentence made of what happened in it. */
export function conclusionOf(
  run: Omit<ReplayRun, 'conclusion'>,
  { attacker, goal }: { readonly attacker: string; readonly goal: string },
): string {
  const { without, steps, stays, stoppedBy } = run;
  const how =
    without.length === 0
      ? 'With everything on'
      : without.length === PARTS.length
        ? 'With everything off'
        : `Without ${listed(without)}`;
  if (stays) {
    const did = listed(wayIn(steps).map(({ does }) => does));
    return `${how}, the attacker ${did}, and nobody takes it back: ${attacker} can ${goal}.`;
  }
  const answered = steps.find(({ by }) => by !== undefined && by === stoppedBy);
  const end = `in the end ${attacker} cannot ${goal}`;
  if (answered === undefined) return `${how}, no layer was met, and ${end}.`;
  const verb = answered.outcome === 'undone' ? 'takes it back from' : 'says no to';
  const who = stoppedBy === null ? 'nobody' : ANSWERERS[stoppedBy];
  return `${how}, ${who} ${verb} the attacker, who ${answered.does}, and ${end}.`;
}

/** What led to what is live: what was done on the same way, and whatever landed where it is not by hand. */
function wayIn(steps: readonly ReplayStep[]): readonly ReplayStep[] {
  const live = steps.findLast(({ outcome, reach }) => outcome === 'done' && reach === 'live');
  return steps.filter(
    ({ way, outcome, reach }) =>
      outcome === 'done' &&
      reach !== undefined &&
      (way === live?.way || (reach === 'landed' && live?.way !== 'by-hand')),
  );
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
