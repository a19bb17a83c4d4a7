import type { CheckDocument, CheckReport } from '../../model/check.ts';
import { formatLocation } from '../../model/location.ts';
import { accessSections, type Section } from '../access/markdown.ts';
import { diffHeadline } from '../access/text.ts';
import { clipped, code, escape, prose } from '../markdown-text.ts';
import { count, listNames, nameOf } from '../people.ts';
import { afterMerge, listed, missingOf, VERDICT_WORDS, whoCould, why } from './words.ts';

/** GitHub takes comments of up to 65,536 characters. */
const MOST_CHARACTERS = 60_000;
const SHOWN_FINDINGS = 3;
const FOLDED = 30;

/** For a pull request: understood in ten seconds, details folded. What names hold is no markup and calls nobody. */
export function renderCheckMarkdown(report: CheckReport): string {
  const { document } = report;
  const sections: readonly Section[] = [
    { lines: [`**Mainward: ${VERDICT_WORDS[document.verdict]}**: ${escape(clipped(why(document)))}.`] },
    ...missing(document),
    ...(document.access === null ? [] : headline(document.access)),
    ...(document.access === null ? [] : accessSections(document.access)),
    ...violations(document),
    { lines: [`${prose(afterMerge(document))} ${madeBy(document)}`] },
    ...policy(document),
    reasons(report),
  ];
  return fitting(sections);
}

function headline(access: NonNullable<CheckDocument['access']>): readonly Section[] {
  return access.gained.length + access.lost.length > 0 ? [] : [{ lines: [escape(diffHeadline(access))] }];
}

function missing(document: CheckDocument): readonly Section[] {
  const all = missingOf(document);
  if (all.length === 0) return [];
  const lines = all
    .slice(0, FOLDED)
    .map(
      (one) =>
        `- ${one.lacking} more of **${escape(clipped(one.group))}** (${escape(clipped(listed(one.requirements)))}): ${escape(clipped(whoCould(one)))}`,
    );
  return [{ lines: ['**Still needed**', '', ...lines] }];
}

function violations({ findings }: CheckDocument): readonly Section[] {
  if (findings === null || findings.length === 0) return [];
  const line = ({ severity, control, message, location }: (typeof findings)[number]): string => {
    const place = location === undefined ? '' : ` ${code(clipped(formatLocation(location)))}`;
    return `- ${severity}: ${code(control)} ${prose(clipped(message))}${place}`;
  };
  const rest = findings.slice(SHOWN_FINDINGS, SHOWN_FINDINGS + FOLDED);
  return [
    {
      lines: ['**Violated by it, and not before**', '', ...findings.slice(0, SHOWN_FINDINGS).map(line)],
      ...(rest.length === 0
        ? {}
        : { folded: { summary: `${findings.length - SHOWN_FINDINGS} more`, lines: rest.map(line) } }),
    },
  ];
}

function madeBy({ people, approvals }: CheckDocument): string {
  const counted = approvals.filter(({ state }) => state === 'counted').map(({ person }) => nameOf(person));
  const agreed = counted.length === 0 ? 'nobody yet' : listNames(counted);
  const made = people.length === 0 ? 'nobody that is known' : listNames(people);
  return `Made by ${escape(clipped(made))}; agreed to by ${escape(clipped(agreed))}.`;
}

/** A change of the policy itself is never folded away. */
function policy({ reasons: all }: CheckDocument): readonly Section[] {
  return all
    .filter(({ code: id }) => id === 'policy-changes' || id === 'policy-breaks')
    .slice(0, FOLDED)
    .map(({ detail }) => ({ lines: [`**The policy itself changes**: ${escape(clipped(detail))}`] }));
}

function reasons({ document, notes }: CheckReport): Section {
  const lines = [
    ...document.reasons.map(({ code: id, detail }) => `- ${code(id)} ${escape(clipped(detail))}`),
    ...document.approvals
      .filter(({ state }) => state === 'void')
      .map(
        ({ person, why: reason }) =>
          `- not counted: ${escape(clipped(nameOf(person)))} (${escape(reason ?? 'void')})`,
      ),
    ...notes.map((note) => `- ${escape(clipped(note))}`),
    `- ${code(document.head.slice(0, 12))} into ${escape(clipped(document.ref))} at ${code(document.base.slice(0, 12))}, by the policy of the base`,
  ];
  return {
    lines: [],
    folded: {
      summary: `Why: ${count(document.reasons.length, 'reason')}`,
      lines: lines.slice(0, FOLDED * 2),
    },
  };
}

/** Sections as long as there is room; a folded part that does not fit is left out before anything that is shown. */
function fitting(sections: readonly Section[]): string {
  let room = MOST_CHARACTERS;
  let left = 0;
  const shown = sections.map(({ lines }) => {
    const text = lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
    if (text.length > room) {
      left += 1;
      return '';
    }
    room -= text.length;
    return text;
  });
  const parts = sections.map(({ folded }, index) => {
    if (folded === undefined || folded.lines.length === 0) return shown[index] ?? '';
    const text = `<details><summary>${escape(folded.summary)}</summary>\n\n${folded.lines.join('\n')}\n\n</details>\n\n`;
    if (text.length > room) {
      left += 1;
      return shown[index] ?? '';
    }
    room -= text.length;
    return `${shown[index] ?? ''}${text}`;
  });
  const cut =
    left === 0 ? '' : `${count(left, 'part')} did not fit in here: \`mainward check -o json\` has all.\n`;
  return `${`${parts.join('')}${cut}`.trimEnd()}\n`;
}
