import type { AccessChange, AccessDiff, DiffDocument, EscalationChange } from '../../model/access-diff.ts';
import { formatLocation } from '../../model/location.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';
import { indent, type Paint, paint, type Terminal } from '../text/paint.ts';
import { grantGroups, waysTogether } from './groups.ts';
import { quorumChanges, subjectsAmong, subjectWords, wayWords } from './words.ts';

const SHOWN_GRANTS = 20;
const SHOWN_OPENS = 4;
const SHOWN_WAYS = 8;
const SHOWN_UNREAD = 5;
const MARGIN = '            ';

/** The answer of `diff` for a person at a terminal: the gravest first, the rest counted. */
export function renderDiff(answer: DiffDocument, terminal: Terminal): string {
  return `${[paint(terminal, diffHeadline(answer), 'bold'), ...accessLines(answer, terminal)].join('\n')}\n`;
}

/** One sentence: how many gain and lose. */
export function diffHeadline(diff: AccessDiff): string {
  const { gained, lost, escalations, unknown } = diff;
  const open = unknown.some(({ changed }) => changed);
  const gaining = subjectsAmong([...gained, ...escalations.gained]);
  const losing = subjectsAmong([...lost, ...escalations.lost]);
  const parts = [
    ...(gaining === 0 ? [] : [`${count(gaining, 'subject')} ${gaining === 1 ? 'gains' : 'gain'} access`]),
    ...(losing === 0 ? [] : [`${count(losing, 'subject')} ${losing === 1 ? 'loses' : 'lose'} some`]),
  ];
  if (parts.length === 0)
    return open
      ? 'Nobody is seen to gain or lose access, and not everything that changes was read.'
      : 'Nobody’s access changes.';
  return `${parts.join(', ')}${open ? '; not everything that changes was read' : ''}.`;
}

/** What is gained and lost, what that opens, and what it makes of the quorum. */
export function accessLines(diff: AccessDiff, terminal: Terminal): readonly string[] {
  const { gained, lost, quorum } = diff;
  const numbers = quorumChanges(quorum.before, quorum.after);
  return [
    ...grants('gained', gained, terminal),
    ...ways('opened, together with what was held', waysTogether(diff, 'gained'), terminal),
    ...grants('lost', lost, terminal),
    ...ways('closed', waysTogether(diff, 'lost'), terminal),
    ...(numbers.length === 0 ? [] : ['', 'people needed']),
    ...numbers.map(({ what, was, is, weaker }) =>
      paint(terminal, harmless(`  ${what}: ${was} → ${is}`), ...(weaker ? (['red'] as const) : [])),
    ),
    ...unreadLines(diff, terminal),
    ...diff.notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width)),
  ];
}

function grants(
  side: 'gained' | 'lost',
  all: readonly AccessChange[],
  terminal: Terminal,
): readonly string[] {
  if (all.length === 0) return [];
  const groups = grantGroups(all, side);
  const lines = groups
    .slice(0, SHOWN_GRANTS)
    .flatMap(({ danger, who, what, where, through, opens, location }) => [
      ...led(danger, `${who} can ${side === 'lost' ? 'no longer ' : ''}${what}, ${where}`, terminal),
      ...(side === 'gained' && atLeastAsSevere(danger, 'high') && opens.length > 0
        ? indent(
            harmless(`by that: ${opens.slice(0, SHOWN_OPENS).join('; ')}`),
            MARGIN,
            MARGIN,
            terminal.width,
          )
        : []),
      ...(location === undefined
        ? []
        : [`${MARGIN}${harmless(`${formatLocation(location)}${through === '' ? '' : ` → ${through}`}`)}`]),
    ]);
  return ['', side, ...lines, ...more(groups.length - SHOWN_GRANTS, 'entry', 'entries')];
}

function ways(title: string, all: readonly EscalationChange[], terminal: Terminal): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_WAYS);
  return [
    '',
    title,
    ...shown.flatMap((way) =>
      led(
        way.severity,
        `${subjectWords(way.subject)}: ${wayWords(way)}, in cluster ${way.cluster}`,
        terminal,
      ),
    ),
    ...more(all.length - shown.length, 'way'),
  ];
}

const PAINTS: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};

function led(severity: Severity, sentence: string, terminal: Terminal): readonly string[] {
  const [first = '', ...rest] = indent(harmless(sentence), '', MARGIN, terminal.width);
  return [`  ${paint(terminal, severity.padEnd(10), PAINTS[severity])}${first}`, ...rest];
}

function more(amount: number, what: string, many?: string): readonly string[] {
  const counted = count(amount, `more ${what}`, many === undefined ? undefined : `more ${many}`);
  return amount > 0 ? [`  and ${counted} (-o json lists all)`] : [];
}

/** What was not read. What is the same on both sides is counted only. */
function unreadLines({ unknown }: AccessDiff, terminal: Terminal): readonly string[] {
  if (unknown.length === 0) return [];
  const changing = unknown.filter(({ changed }) => changed);
  const standing = unknown.length - changing.length;
  const lines = changing.slice(0, SHOWN_UNREAD).flatMap(({ reason, location, side }) => {
    const where = location === undefined ? '' : `  ${formatLocation(location)}`;
    const when = side === 'both' ? '' : ` (${side} the change)`;
    return indent(harmless(`${reason}${when}${where}`), '  ', '    ', terminal.width);
  });
  return [
    '',
    ...(changing.length === 0
      ? []
      : [
          paint(terminal, `changes, and was not read, so it may give anything: ${changing.length}`, 'yellow'),
          ...lines,
          ...more(changing.length - SHOWN_UNREAD, 'thing'),
        ]),
    ...(standing === 0
      ? []
      : [
          `not read before or after, and not changed: ${standing}${changing.length === 0 ? ' (-o json lists all)' : ''}`,
        ]),
  ];
}
