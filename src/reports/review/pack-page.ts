import { createHash } from 'node:crypto';
import type { ListedItem } from '../../model/review-document.ts';
import type { PackReport } from '../../model/review-pack.ts';
import { html } from '../html/escape.ts';
import { count } from '../people.ts';
import { PACK_STYLE } from './pack-style.ts';

/** One self-contained page without a script: no request leaves it, and its policy forbids any. */
export function renderPack(report: PackReport): string {
  const style = createHash('sha256').update(PACK_STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  const { campaign } = report;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Access review ${html(campaign.campaign)}</title>`,
    `<style>${PACK_STYLE}</style></head><body><main>`,
    `<h1>Access review ${html(campaign.campaign)}</h1>`,
    summary(report),
    proves(),
    unread(report),
    statements(report),
    remediation(report),
    items(report),
    '</main></body></html>',
    '',
  ].join('\n');
}

function summary({ campaign, by, log, items: all }: PackReport): string {
  const states = [...Map.groupBy(all, ({ state }) => state)].map(
    ([state, list]) => `${list.length.toLocaleString('en-US')} ${state}`,
  );
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['state', `${campaign.state}${campaign.closedAt === undefined ? '' : ` since ${campaign.closedAt}`}`],
    ['items', `${count(campaign.items, 'item')}: ${states.join(', ')}`],
    ['began', `${campaign.startedAt} by ${by}, due ${campaign.due}`],
    ['definition', campaign.definition],
    ['reviewed', `${campaign.repository} at ${campaign.commit}`],
    ['population', campaign.population],
    ['log', `${log.origin}, in its tree of ${log.size} entries`],
  ];
  return `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${html(value)}</dd>`).join('')}</dl>`;
}

function proves(): string {
  return [
    '<p class="dim">This page proves nothing by itself. ',
    '<code>mainward log verify FOLDER --trust FILE</code> verifies, without a network, that the log holds ',
    'the entries, that each statement is signed by whoever it says, and that every file here, this page too, is what they give.</p>',
  ].join('');
}

function unread({ coverage: { unknown, excluded } }: PackReport): string {
  const gaps = unknown.map(({ cluster, reason, at }) => {
    const where = at === undefined ? '' : ` <code>${html(`${at.path}:${at.line}`)}</code>`;
    return `<li>${html(cluster)}: ${html(reason)}${where}</li>`;
  });
  const left = excluded.map(
    ({ reason, items: many }) => `<li>${html(count(many, 'item'))}: ${html(reason)}</li>`,
  );
  return [
    '<section><h2>Not reviewed</h2>',
    gaps.length === 0
      ? '<p>Everything that the agents apply there could be read.</p>'
      : `<p>May grant more, and could not be read:</p><ul>${gaps.join('')}</ul>`,
    left.length === 0 ? '' : `<p>Left out by the definition:</p><ul>${left.join('')}</ul>`,
    '</section>',
  ].join('');
}

function statements({ statements: all, decisions }: PackReport): string {
  if (all.length === 0) return '<section><h2>Statements</h2><p>Nobody decided anything.</p></section>';
  const many = Map.groupBy(decisions, ({ index }) => index);
  const rows = all.map(({ index, at, by, kind, signedWith, key, session }) => {
    const about = kind === 'decided' ? count(many.get(index)?.length ?? 0, 'item') : 'an exception';
    const how =
      session === undefined
        ? ''
        : `<br><span class="dim">signed in at ${html(session.issuer)} as ${html(session.subject)}, ${html(session.signedInAt)}</span>`;
    return row([
      ['number', String(index)],
      ['number', html(at)],
      ['word', html(by)],
      ['word', html(about)],
      [
        'wide',
        `${signedWith === 'roster-key' ? 'key of the roster' : 'key of a session'} <code>${html(key)}</code>${how}`,
      ],
    ]);
  });
  return section('Statements', ['entry', 'recorded', 'by', 'about', 'signed with'], rows);
}

function remediation({ remediation: { proposed, verified, excepted, closed } }: PackReport): string {
  const rows = [
    ...proposed.map(({ index, at, repository, ref, head, items: ids, tasks }) => ({
      index,
      at,
      what:
        head === undefined
          ? `${count(tasks.length, 'item')} left to people`
          : `${count(ids.length, 'item')} proposed to be removed: ${ref ?? ''} of ${repository} at ${head}`,
    })),
    ...verified.map(({ index, at, commit, cluster, items: ids, returned }) => ({
      index,
      at,
      what: `${count(ids.length, 'item')} gone ${cluster === undefined ? 'from Git' : `from ${cluster}`} at ${commit}${returned.length === 0 ? '' : `, ${count(returned.length, 'item')} there again`}`,
    })),
    ...excepted.map(({ index, at, by, expires, items: stay }) => ({
      index,
      at,
      what: `${count(stay.length, 'item')} may stay until ${expires}, by ${by}: ${[...new Set(stay.map(({ reason }) => reason))].join('; ')}`,
    })),
    ...(closed === undefined
      ? []
      : [
          {
            index: closed.index,
            at: closed.at,
            what: `${closed.outcome}${closed.by === undefined ? '' : ` by ${closed.by}`}${closed.why === undefined ? '' : `: ${closed.why}`}${closed.acknowledged.length === 0 ? '' : `; ${count(closed.acknowledged.length, 'item')} acknowledged`}`,
          },
        ]),
  ].sort((one, other) => one.index - other.index);
  if (rows.length === 0) return '<section><h2>What came of it</h2><p>Nothing is recorded.</p></section>';
  return section(
    'What came of it',
    ['entry', 'recorded', 'what'],
    rows.map(({ index, at, what }) =>
      row([
        ['number', String(index)],
        ['number', html(at)],
        ['wide', html(what)],
      ]),
    ),
  );
}

function items({ items: all }: PackReport): string {
  return section('Items', ['danger', 'who', 'has', 'written at', 'decision'], all.map(itemRow));
}

function itemRow(item: ListedItem): string {
  const { danger, principal, role, namespace, cluster, via, rights, at, reviewer, state, decision } = item;
  const { name, namespace: own } = principal.subject;
  const where = namespace === null ? `everywhere in ${cluster}` : `in ${namespace} of ${cluster}`;
  const left = principal.left === undefined ? '' : `, left on ${principal.left.slice(0, 10)}`;
  const through = via.length === 0 ? '' : `, through ${via.join(', ')}`;
  const said =
    decision === undefined
      ? `<br><span class="dim">${reviewer === undefined ? 'nobody is asked' : `asked of ${html(reviewer)}`}</span>`
      : `<br>${state === 'kept' || state === 'revoked' ? '' : decision.verdict === 'keep' ? 'kept ' : 'revoked '}by ${html(decision.by)}, entry ${decision.index}${decision.reason === '' ? '' : `<br><span class="dim">${html(decision.reason)}</span>`}`;
  return row([
    ['severity', `<span class="${danger}">${danger}</span>`],
    ['some', html(`${principal.kind} ${own === undefined ? name : `${own}/${name}`}${left}`)],
    [
      'wide',
      `${html(`${role.name} ${where}${through}`)}<br><span class="dim">${html(rights.join('; '))}</span>`,
    ],
    [
      'some',
      `<code>${html(`${at.path}:${at.line}`)}</code><br><span class="dim">${item.id.slice(0, 12)}</span>`,
    ],
    ['some', `${html(state)}${said}`],
  ]);
}

function section(title: string, columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((name) => `<th scope="col">${name}</th>`).join('');
  return `<section><h2>${title}</h2><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div></section>`;
}

function row(cells: readonly (readonly [kind: string, content: string])[]): string {
  const written = cells.map(
    ([kind, content]) => `<td${kind === '' ? '' : ` class="${kind}"`}>${content}</td>`,
  );
  return `<tr>${written.join('')}</tr>`;
}
