import { costOf, type Quorum, type QuorumPath, ROUTES } from '../model/graph.ts';
import type { ScanReport } from '../model/scan.ts';
import { gapTitle, openGaps, unreadSources } from './gaps.ts';
import { code, escape, prose } from './markdown-text.ts';
import { count, listNames, whoTakes } from './people.ts';
import { onlyRepository, shownPlace } from './place.ts';
import { byControl, type ControlGroup, ranked } from './rank.ts';
import { EFFECT_WORDS, headline, interval, mainTarget } from './sentence.ts';

const SHOWN_CONTROLS = 5;
const SHOWN_TARGETS = 4;
/** Everything else is folded away; comments have a limit of 65,536 characters on GitHub. */
const MOST_CONTROLS = 40;
const MOST_GAPS = 40;

/** For a pull-request comment or a step summary: understood in ten seconds, details folded. */
export function renderMarkdown(report: ScanReport): string {
  const target = mainTarget(report.quorum);
  const violated = report.document.findings.filter((finding) => finding.verdict === 'violated');
  const groups = byControl(ranked(violated, target));
  const only = onlyRepository(report);
  const shown = groups.slice(0, SHOWN_CONTROLS);
  const rest = groups.slice(SHOWN_CONTROLS, MOST_CONTROLS);
  return `${[
    `**${prose(headline(report.quorum))}**`,
    '',
    ...quorumTable(report.quorum),
    ...strongest(report.quorum, target),
    ...(groups.length === 0 ? ['No control that could be judged is violated.'] : controlTable(shown, only)),
    ...(rest.length === 0
      ? []
      : folded(`${count(groups.length - shown.length, 'more control')} violated`, [
          ...controlTable(rest, only),
          ...(groups.length > MOST_CONTROLS ? ['', `${groups.length - MOST_CONTROLS} are not shown.`] : []),
        ])),
    ...(shown.length === 0 ? [] : folded('What stops it', shown.map(remedy))),
    ...unseen(report),
  ].join('\n')}\n`;
}

function quorumTable(quorums: readonly Quorum[]): readonly string[] {
  const targets = [...new Set(quorums.map((one) => one.target))];
  if (targets.length === 0) return [];
  const rows = targets.slice(0, SHOWN_TARGETS).flatMap((target) =>
    ROUTES.flatMap((route) => {
      const own = quorums.filter((one) => one.target === target && one.route === route);
      if (own.length === 0) return [];
      const cell = (effect: string): string => {
        const one = own.find((quorum) => quorum.effect === effect);
        return one === undefined ? '' : interval(one);
      };
      const people = new Map(
        own.flatMap((one) => one.alone.people).map((person) => [JSON.stringify(person), person]),
      );
      const alone = people.size === 0 ? '' : escape(listNames([...people.values()], 4));
      return [`| ${escape(target)}, ${route} | ${cell('workload')} | ${cell('access')} | ${alone} |`];
    }),
  );
  const hidden = targets.length - SHOWN_TARGETS;
  return [
    `| how few people can change | ${EFFECT_WORDS.workload} | ${EFFECT_WORDS.access} | alone |`,
    '|---|---|---|---|',
    ...rows,
    '',
    `<sub>0 = an outsider can, 1 = one person alone, 2 = four eyes hold, ? = not known${hidden > 0 ? `; ${count(hidden, 'more target')} not shown` : ''}</sub>`,
    '',
  ];
}

/** The one path that the first sentence rests on. */
function strongest(quorums: readonly Quorum[], target: string | undefined): readonly string[] {
  const [first] = quorums
    .filter((one) => one.route === 'delivery' && one.target === target)
    .flatMap((quorum) => quorum.paths.map((path) => ({ quorum, path })))
    .sort((a, b) => costOf(a.path) - costOf(b.path) || a.path.assumed.length - b.path.assumed.length);
  if (first === undefined) return [];
  const { path, quorum } = first;
  const condition = path.assumed.length === 0 ? '' : ` if ${path.assumed.map(prose).join('; and if ')}`;
  const may = path.assumed.length === 0 ? 'can' : 'could';
  return [
    `Shortest way: ${escape(whoTakes(path))} ${may} change ${EFFECT_WORDS[quorum.effect]}${condition}: ${stations(path)}`,
    '',
  ];
}

function stations(path: QuorumPath): string {
  const names = path.steps.flatMap((step) => [step.from, step.to]);
  return names
    .filter((name, index) => name !== names[index - 1])
    .map(code)
    .join(' → ');
}

function controlTable(groups: readonly ControlGroup[], only: string | undefined): readonly string[] {
  return [
    '| severity | should be true, and is not | where |',
    '|---|---|---|',
    ...groups.map(({ first, findings }) => {
      const place = first.location === undefined ? '' : code(shownPlace(first.location, only));
      const more = findings > 1 ? ` and ${findings - 1} more` : '';
      return `| ${first.severity} | **${escape(first.title)}** ${code(first.control)}<br>${prose(first.message)} | ${place}${more} |`;
    }),
  ];
}

function remedy({ first }: ControlGroup): string {
  return `- ${code(first.control)}: ${prose(first.remediation)}`;
}

function unseen(report: ScanReport): readonly string[] {
  const gaps = [...unreadSources(report), ...openGaps(report.quorum)];
  const unknown = byControl(ranked(report.document.findings.filter((one) => one.verdict === 'unknown')));
  if (gaps.length + unknown.length === 0) return [];
  const lines = [
    ...gaps.map(
      (gap) => `- ${escape(gapTitle(gap))}${gap.supply === '' ? '' : `<br>supply: ${escape(gap.supply)}`}`,
    ),
    ...unknown.map(({ first, findings }) => {
      const more = findings > 1 ? ` (and ${findings - 1} more)` : '';
      return `- ${code(first.control)}${more}: ${prose(first.message)}`;
    }),
  ];
  const hidden = lines.length - MOST_GAPS;
  return folded(`Not seen, so not counted as safe: ${lines.length}`, [
    ...lines.slice(0, MOST_GAPS),
    ...(hidden > 0 ? [`- ${hidden} more`] : []),
  ]);
}

function folded(summary: string, lines: readonly string[]): readonly string[] {
  return ['', `<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
