import type {
  ComparedCluster,
  DriftDifference,
  DriftDocument,
  DriftEventDocument,
} from '../../model/drift-document.ts';
import { formatLocation } from '../../model/location.ts';
import type { Severity } from '../../model/verdict.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';
import { actorsWords, differenceWords, rightsLines } from './words.ts';

const PAINTS: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};
const MARGIN = ' '.repeat(10);
const SHOWN_DIFFERENCES = 50;
const SHOWN_RIGHTS = 4;
const SHOWN_OPENS = 4;
const SHOWN_UNKNOWN = 8;

/** What differs, the gravest first: who gains what by it, who did it, and what would undo it. */
export function renderDrift(document: DriftDocument, terminal: Terminal): string {
  const { differences, unknown, notes } = document;
  const more = differences.length - SHOWN_DIFFERENCES;
  const several = document.clusters.length > 1;
  const lines = [
    ...headlines(document).map((line) => paint(terminal, harmless(line), 'bold')),
    ...differences
      .slice(0, SHOWN_DIFFERENCES)
      .flatMap((one) => ['', ...differenceLines(one, several, terminal)]),
    ...(more > 0 ? ['', `and ${count(more, 'more object')} (-o json lists all)`] : []),
    ...unknownLines(unknown, terminal),
    ...quietLine(document, terminal),
    ...notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line that says that a difference came or went, and below it what it is. */
export function renderDriftEvent({ at, event, difference }: DriftEventDocument, terminal: Terminal): string {
  const said = event === 'went' ? 'gone' : event;
  const lines =
    event === 'went'
      ? [`${MARGIN}${harmless(differenceWords(difference))}: no more`]
      : differenceLines(difference, true, terminal);
  return `${[paint(terminal, `${at}  ${said}`, 'bold'), ...lines].join('\n')}\n`;
}

function headlines(document: DriftDocument): readonly string[] {
  return document.clusters.map((cluster) => {
    const own = document.differences.filter((one) => one.cluster === cluster.cluster);
    const granting = own.filter(({ effect }) => effect === 'grants' || effect === 'mixed').length;
    const against = comparedWith(cluster);
    if (own.length === 0)
      return document.forbidden.length > 0
        ? `${cluster.cluster}: nothing is seen to differ from ${against}, and not all could be seen.`
        : `${cluster.cluster}: nothing differs from ${against}.`;
    const grants =
      granting === 0
        ? 'none gives anybody more'
        : `${granting} ${granting === 1 ? 'gives' : 'give'} somebody more`;
    const are =
      own.length === 1 ? `object is not as ${against} has it` : `objects are not as ${against} has them`;
    return `${cluster.cluster}: ${own.length} ${are}, ${grants}.`;
  });
}

function comparedWith({ repository, commit, verified }: ComparedCluster): string {
  if (commit === undefined) return 'Git (no commit is verified)';
  const of = repository === undefined ? '' : ` of ${repository}`;
  return `${commit.slice(0, 10)}${of}${verified ? '' : ' (unverified)'}`;
}

function differenceLines(one: DriftDifference, named: boolean, terminal: Terminal): readonly string[] {
  const { cluster, danger, delta, actors, since, at, agent, undo } = one;
  const title = `${differenceWords(one)}${named ? `, in cluster ${cluster}` : ''}`;
  const [first = '', ...rest] = indent(harmless(title), '', MARGIN, terminal.width);
  const who = actorsWords(actors);
  const when = since === undefined ? '' : since.slice(0, 19).replace('T', ' ');
  const by = [who === '' ? '' : `by ${who}`, when === '' ? '' : `since ${when}`].filter(Boolean).join(', ');
  const owner =
    agent === undefined ? '' : `, applied by ${agent.kind} ${agent.namespace ?? ''}/${agent.name}`;
  return [
    `${paint(terminal, danger.padEnd(10), PAINTS[danger])}${first}`,
    ...rest,
    ...(delta === undefined ? [] : effectLines(delta)).flatMap((line) => below(line, terminal)),
    ...(by === '' ? [] : below(by, terminal)),
    ...(at === undefined ? [] : below(`in Git: ${formatLocation(at)}${owner}`, terminal)),
    ...guardLines(one).flatMap((line) => below(line, terminal)),
    ...undo.map((command) => `${MARGIN}${harmless(`undo: ${command}`)}`),
  ];
}

function effectLines(delta: NonNullable<DriftDifference['delta']>): readonly string[] {
  const { gained, lost, more, opens, cutOff, unknown, optOuts = [] } = delta;
  const gains = rightsLines(gained, 'can');
  const losses = rightsLines(lost, 'can no longer');
  const hidden = Math.max(0, gains.length - SHOWN_RIGHTS) + Math.max(0, losses.length - SHOWN_RIGHTS) + more;
  return [
    ...gains.slice(0, SHOWN_RIGHTS),
    ...losses.slice(0, SHOWN_RIGHTS),
    ...(hidden > 0 ? [`and ${count(hidden, 'more right')}`] : []),
    ...(opens.length === 0 ? [] : [`by that: ${opens.slice(0, SHOWN_OPENS).join('; ')}`]),
    ...optOuts.map((one) => `kept from being given back by ${one}`),
    ...(cutOff.length === 0
      ? []
      : [`deleting it also takes from ${count(cutOff.length, 'subject')} what Git gives`]),
    ...(delta.effect === 'none' ? ['by itself it takes nothing from anybody'] : []),
    ...unknown.map((why) => `it cannot be told what it does: ${why}`),
  ];
}

function guardLines({ guard }: DriftDifference): readonly string[] {
  if (guard === undefined) return [];
  const { id, tier, decision, code, dueAt, actions } = guard;
  const due = dueAt === undefined ? '' : `, deleted at ${dueAt} unless it is given back`;
  const done = actions.length === 0 ? '' : `, done: ${actions.join(', ')}`;
  return [`guard (${tier}): ${decision}${code === undefined ? '' : `, ${code}`}${due}${done}; entry ${id}`];
}

function below(text: string, terminal: Terminal): readonly string[] {
  return indent(harmless(text), MARGIN, `${MARGIN}  `, terminal.width);
}

function unknownLines(unknown: DriftDocument['unknown'], terminal: Terminal): readonly string[] {
  if (unknown.length === 0) return [];
  const more = unknown.length - SHOWN_UNKNOWN;
  return [
    '',
    paint(terminal, `not seen, so objects may differ in it: ${unknown.length}`, 'yellow'),
    ...unknown.slice(0, SHOWN_UNKNOWN).flatMap(({ reason, supply, location }) => {
      const where = location === undefined ? '' : ` (${formatLocation(location)})`;
      const help = supply === undefined ? '' : `: ${supply}`;
      return indent(harmless(`${reason}${where}${help}`), '  ', '    ', terminal.width);
    }),
    ...(more > 0 ? [`  and ${count(more, 'more thing')} (-o json lists all)`] : []),
  ];
}

function quietLine({ quiet }: DriftDocument, terminal: Terminal): readonly string[] {
  // What a cluster's release brings along is in no repository, and nothing that differs.
  const { default: _, ...others } = quiet;
  const counted = Object.entries(others).map(([reason, amount]) => `${amount} ${reason}`);
  if (counted.length === 0) return [];
  return [
    '',
    ...indent(`left alone: ${counted.sort().join(', ')} (docs/guard.md)`, '', '  ', terminal.width),
  ];
}
