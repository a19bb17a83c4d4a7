import type {
  CanDocument,
  GrantDocument,
  Unread,
  Via,
  WhatCanDocument,
  WhoCanChangeDocument,
  WhoCanDocument,
} from '../../model/ask.ts';
import { formatLocation, type Location } from '../../model/location.ts';
import type { ObjectName, RbacSubject } from '../../model/rbac.ts';
import { harmless } from '../harmless.ts';
import { count, nameOf } from '../people.ts';
import { interval } from '../sentence.ts';
import { indent, type Paint, paint, type Terminal } from './paint.ts';

const SHOWN_UNREAD = 5;
const SHOWN_VIA = 3;
const OTHERS = 'Only RBAC is judged; a cluster may have further authorizers that allow more.';

/** The answer of `who-can` for a person at a terminal. */
export function renderWhoCan(answer: WhoCanDocument, terminal: Terminal): string {
  const { subjects, question, cluster, unknown, notes } = answer;
  const rows = subjects.flatMap(({ subject, via }) => [
    `  ${paint(terminal, harmless(subjectText(subject)), 'bold')}${via.length === 0 ? '  (needs no binding)' : ''}`,
    ...vias(via),
  ]);
  return joined([
    harmless(`${count(subjects.length, 'subject')} can ${question}, in cluster ${cluster}:`),
    ...rows,
    ...unread(unknown, terminal),
    ...remarks([...notes, OTHERS], terminal),
  ]);
}

/** The answer of `who-can change` for a person at a terminal. */
export function renderWhoCanChange(answer: WhoCanChangeDocument, terminal: Terminal): string {
  const { subjects, target, quorum, unknown } = answer;
  const people = subjects.map(({ subject, via }) => {
    const ways = via.map(({ route, effect }) => `${route}: ${effect}`).join(', ');
    return `  ${paint(terminal, harmless(nameOf(subject.name)), 'bold')}${subject.kind === 'Robot' ? ' (robot)' : ''}  ${ways}`;
  });
  return joined([
    harmless(
      subjects.length === 0
        ? `Nobody is proved to be able to change ${target} alone.`
        : `${count(subjects.length, 'subject')} can change ${target} alone:`,
    ),
    ...people,
    'people needed:',
    ...quorum.map(
      (one) => `  ${one.route.padEnd(14)} ${one.effect.padEnd(8)} ${interval({ ...one, open: [] })}`,
    ),
    ...unread(unknown, terminal),
  ]);
}

/** The answer of `what-can` for a person at a terminal. */
export function renderWhatCan(answer: WhatCanDocument, terminal: Terminal): string {
  const { subject, cluster, grants, escalations, unknown, notes } = answer;
  return joined([
    harmless(
      grants.length === 0
        ? `Nothing in view gives ${subjectText(subject)} anything in cluster ${cluster}.`
        : `${subjectText(subject)} can, in cluster ${cluster}:`,
    ),
    ...grants.flatMap((grant) => [`  ${harmless(grantText(grant))}`, ...vias(grant.via)]),
    ...(escalations.length === 0 ? [] : ['and can become more by that:']),
    ...escalations.flatMap((one) => [
      `  ${paint(terminal, one.severity, PAINTS[one.severity])}  ${harmless(`${one.primitive}: ${one.title} → ${one.to}`)}`,
      ...one.steps.flatMap((step, index) =>
        indent(harmless(step), `    ${index + 1}. `, '       ', terminal.width),
      ),
    ]),
    ...unread(unknown, terminal),
    ...remarks([...notes, OTHERS], terminal),
  ]);
}

/** The answer of `can` for a person at a terminal. */
export function renderCan(answer: CanDocument, terminal: Terminal): string {
  const { allowed, subject, question, cluster, because } = answer;
  const verdict = paint(
    terminal,
    allowed,
    allowed === 'allowed' ? 'green' : allowed === 'denied' ? 'red' : 'yellow',
  );
  return joined([
    `${verdict}: ${harmless(`${subjectText(subject)} ${question}, in cluster ${cluster}`)}`,
    ...because.flatMap((sentence) => indent(harmless(sentence), '  ', '  ', terminal.width)),
  ]);
}

const PAINTS: Readonly<Record<WhatCanDocument['escalations'][number]['severity'], Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
};

function vias(via: readonly Via[]): readonly string[] {
  const lines = via.slice(0, SHOWN_VIA).map((one) => {
    const rule =
      placeOf(one.ruleLocation) === placeOf(one.location) ? '' : ` (rule ${placeOf(one.ruleLocation)})`;
    return `      ${harmless(`${objectText(one.binding)} → ${objectText(one.role)}  ${placeOf(one.location)}${rule}`)}`;
  });
  const more = via.length - lines.length;
  return more > 0 ? [...lines, `      and by ${count(more, 'further rule')}`] : lines;
}

function grantText({ verbs, groups, resources, names, nonResourceURLs, namespace }: GrantDocument): string {
  const things = resources.flatMap((resource) =>
    groups.map((group) =>
      group === '' ? resource : group === '*' ? `${resource} of every group` : `${resource}.${group}`,
    ),
  );
  const what = [...things, ...(nonResourceURLs ?? [])].join(', ');
  const only = names === undefined ? '' : ` named ${names.join(', ')}`;
  return `${verbs.join(', ')} ${what}${only} ${namespace === null ? 'everywhere' : `in namespace ${namespace}`}`;
}

function unread(unknown: readonly Unread[], terminal: Terminal): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.slice(0, SHOWN_UNREAD).map(({ reason, location }) => {
    return `  ${harmless(`${reason}${location === undefined ? '' : `  ${placeOf(location)}`}`)}`;
  });
  const more = unknown.length - lines.length;
  return [
    paint(terminal, `not known, and might change the answer: ${unknown.length}`, 'yellow'),
    ...lines,
    ...(more > 0 ? [`  and ${more} more (-o json lists all)`] : []),
  ];
}

function remarks(notes: readonly string[], terminal: Terminal): readonly string[] {
  return notes.flatMap((note) => indent(harmless(note), 'note: ', '      ', terminal.width));
}

function subjectText(subject: RbacSubject | { readonly kind: 'Person'; readonly name: string }): string {
  switch (subject.kind) {
    case 'ServiceAccount':
      return `sa:${subject.namespace ?? ''}/${subject.name}`;
    case 'Group':
      return `group:${subject.name}`;
    case 'User':
      return `user:${subject.name}`;
    case 'Person':
      return `person:${subject.name}`;
  }
}

function objectText({ kind, name, namespace }: ObjectName): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** Default roles stand in no file of a repository, and have no line. */
function placeOf(location: Location): string {
  const isDefault = location.repository === undefined && location.path.startsWith('(default of ');
  return isDefault ? location.path : formatLocation(location);
}
