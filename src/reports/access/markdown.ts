import type { AccessDiff } from '../../model/access-diff.ts';
import { formatLocation } from '../../model/location.ts';
import { clipped, code, escape } from '../markdown-text.ts';
import { count } from '../people.ts';
import { type GrantGroup, grantGroups, waysTogether } from './groups.ts';
import { quorumChanges, subjectWords, wayWords } from './words.ts';

const SHOWN_GAINS = 5;
const SHOWN_LOSSES = 3;
const FOLDED = 40;
const SHOWN_UNREAD = 10;

/** A part of a comment: what is shown, and what is folded away below it. */
export interface Section {
  readonly lines: readonly string[];
  readonly folded?: { readonly summary: string; readonly lines: readonly string[] };
}

/** Gains and losses in plain words, the worst first; then what else changes, folded. */
export function accessSections(diff: AccessDiff): readonly Section[] {
  return [
    ...grants('Gains access', 'can', grantGroups(diff.gained, 'gained'), SHOWN_GAINS),
    ...grants('Loses access', 'can no longer', grantGroups(diff.lost, 'lost'), SHOWN_LOSSES),
    ...ways(diff),
    ...numbers(diff),
    ...unread(diff),
  ];
}

function grants(title: string, can: string, groups: readonly GrantGroup[], most: number): readonly Section[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, most);
  const rest = groups.slice(most, most + FOLDED);
  const left = groups.length - shown.length - rest.length;
  return [
    {
      lines: [`**${title}**`, '', ...shown.map((one) => grantLine(one, can))],
      ...(rest.length === 0
        ? {}
        : {
            folded: {
              summary: `${groups.length - shown.length} more`,
              lines: [
                ...rest.map((one) => grantLine(one, can)),
                ...(left > 0 ? [`- and ${count(left, 'more entry', 'more entries')}`] : []),
              ],
            },
          }),
    },
  ];
}

function grantLine({ who, what, where, danger, through, location }: GrantGroup, can: string): string {
  const place = location === undefined ? '' : ` ${code(clipped(formatLocation(location)))}`;
  const by = through === '' ? '' : ` → ${code(clipped(through))}`;
  return `- ${danger}: **${escape(clipped(who))}** ${can} ${escape(clipped(what))}, ${escape(clipped(where))}${place}${by}`;
}

function ways(diff: AccessDiff): readonly Section[] {
  const opened = waysTogether(diff, 'gained');
  if (opened.length === 0) return [];
  const lines = opened
    .slice(0, FOLDED)
    .map(
      (way) =>
        `- ${way.severity}: ${escape(clipped(subjectWords(way.subject)))}: ${escape(clipped(wayWords(way)))}, in cluster ${escape(clipped(way.cluster))}`,
    );
  return [
    {
      lines: [],
      folded: {
        summary: `${count(opened.length, 'way')} to more ${opened.length === 1 ? 'is' : 'are'} opened together with what was held`,
        lines,
      },
    },
  ];
}

function numbers({ quorum }: AccessDiff): readonly Section[] {
  const changes = quorumChanges(quorum.before, quorum.after);
  if (changes.length === 0) return [];
  const row = ({ what, was, is }: (typeof changes)[number]): string =>
    `- people needed for ${escape(clipped(what))}: ${was} → ${is}`;
  const weaker = changes.filter((one) => one.weaker);
  const others = changes.filter((one) => !one.weaker).slice(0, FOLDED);
  return [
    {
      lines:
        weaker.length === 0
          ? []
          : ['**Fewer people are needed**', '', ...weaker.slice(0, SHOWN_GAINS).map(row)],
      ...(others.length === 0
        ? {}
        : { folded: { summary: 'How many people it takes, before and after', lines: others.map(row) } }),
    },
  ];
}

function unread({ unknown }: AccessDiff): readonly Section[] {
  const changing = unknown.filter(({ changed }) => changed);
  if (changing.length === 0) return [];
  const lines = changing.slice(0, SHOWN_UNREAD).map(({ reason, location }) => {
    const place = location === undefined ? '' : ` ${code(clipped(formatLocation(location)))}`;
    return `- ${escape(clipped(reason))}${place}`;
  });
  const more = changing.length - lines.length;
  return [
    {
      lines: [],
      folded: {
        summary: `Changes and was not read, so it may give anything: ${changing.length}`,
        lines: [...lines, ...(more > 0 ? [`- and ${more} more`] : [])],
      },
    },
  ];
}
