import type { LinkJudgement } from '../../model/invariant.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type {
  PassportApproval,
  PassportDelivery,
  PassportDocument,
  PassportLive,
} from '../../model/passport.ts';
import { count, joinWithAnd, nameOf } from '../people.ts';

/** One link of a passport in words: what it is, what is so, and the entries that say so. */
export interface PassportRow {
  readonly name: string;
  readonly text: string;
  readonly entries: readonly number[];
}

/** What a passport is of, on one line. */
export function passportTitle({ object, commit, change, live }: PassportDocument): string {
  const what = object === null ? 'commit' : objectText(object);
  const where = object !== null && live !== null ? ` in cluster ${live.cluster}` : '';
  const landing = commit === null ? 'not landed' : short(commit);
  if (object === null) return `${what} ${landing}${changeText(change)}`;
  return `${what}${where} ← ${landing}${changeText(change)}`;
}

function changeText(change: PassportDocument['change']): string {
  if (change === null) return '';
  const proposal = change.proposal === undefined ? '' : `change ${shortName(change.proposal)} of `;
  const title = change.title === undefined ? '' : `: ${change.title}`;
  return ` (${proposal}${change.repository}${title})`;
}

/** A proposal is a number, or the commit that was offered. */
function shortName(proposal: string): string {
  return /^[0-9a-f]{40,64}$/.test(proposal) ? short(proposal) : proposal;
}

/** Every link, in the order of the chain. */
export function passportRows(passport: PassportDocument): readonly PassportRow[] {
  const { people, approvals, checks, credentials, deployedBy, live } = passport;
  const made = people.length === 0 ? 'nobody that is known' : joinWithAnd(people.map(nameOf));
  return [
    { name: 'made by', text: `${made}${signedText(passport)}`, entries: [] },
    ...(approvals.length === 0
      ? [{ name: 'approved by', text: 'nobody', entries: [] }]
      : approvals.map((one) => ({ name: 'approved by', text: approvalText(one), entries: [one.entry] }))),
    ...(checks.length === 0
      ? [{ name: 'checked', text: 'never', entries: [] }]
      : checks.map(({ verdict, base, at, entry }) => ({
          name: 'checked',
          text: `${verdict}, merged into ${short(base)}, ${at}`,
          entries: [entry],
        }))),
    landedRow(passport),
    ...credentials.map(({ stage, environment, account, at, expires, revoked, entry }) => ({
      name: 'credential',
      text: `${stage}/${environment} for ${account}, ${at} to ${expires}${revoked ? ', revoked' : ''}`,
      entries: [entry],
    })),
    ...deployedBy.map((one) => ({ name: 'deployed', text: deliveryText(one), entries: one.entries })),
    ...(live === null ? [] : [{ name: 'live', text: liveText(live), entries: [live.entry] }]),
  ];
}

function signedText({ change }: PassportDocument): string {
  const commits = change?.commits ?? [];
  if (commits.length === 0) return '';
  const good = commits.filter(({ signature }) => signature === 'good').length;
  return `; ${count(commits.length, 'commit')}, ${good} signed by a known key`;
}

function approvalText({ person, at, state, why, head }: PassportApproval): string {
  const who = person === null ? 'somebody whose name is not here' : nameOf(person);
  const when = at === null ? '' : `, ${at}`;
  const standing =
    state === 'counted' ? ', counted' : state === 'void' ? `, not counted (${why ?? 'void'})` : '';
  return `${who} for ${short(head)}${when}${standing}`;
}

function landedRow({ change, commit, ledger }: PassportDocument): PassportRow {
  if (change === null || commit === null)
    return { name: 'landed', text: change === null ? 'never' : 'not yet', entries: [] };
  const entries = ledger.flatMap(({ index, entry }) =>
    entry.type === 'change.landed' && entry.commit === commit ? [index] : [],
  );
  const when = change.landedAt === undefined ? '' : `, ${change.landedAt}`;
  const why = change.reasons.map(({ code }) => code).join(', ');
  const verdict = `verify: ${change.verdict ?? 'not asked'}${why === '' ? '' : ` (${why})`}`;
  return {
    name: 'landed',
    text: `on ${change.ref.replace('refs/heads/', '')} as ${short(commit)}, tree ${short(change.tree ?? '')}${when}; ${verdict}`,
    entries,
  };
}

function deliveryText(one: PassportDelivery): string {
  const { cluster, commit, source, artifact, publishedAt, agent, appliedAt } = one;
  const parts = [
    `as ${short(commit)} into cluster ${cluster}`,
    ...(source === undefined
      ? []
      : [`${objectText(source)} from ${publishedAt ?? ''}, archive sha256:${short(artifact ?? '')}`]),
    ...(agent === undefined ? ['not applied yet'] : [`applied by ${objectText(agent)}, ${appliedAt ?? ''}`]),
  ];
  return parts.join('; ');
}

function liveText({ object, cluster, content, uid, at }: PassportLive): string {
  return `${objectText(object)} in cluster ${cluster}, ${at}, content sha256:${short(content)}, uid ${uid}`;
}

/** The three parts of the invariant. */
export function linkRows({ links }: PassportDocument): readonly (readonly [string, LinkJudgement])[] {
  if (links === null) return [];
  return [
    ['landed is what was approved', links.approved],
    ['landed is what was checked', links.checked],
    ['applied is what landed', links.applied],
  ];
}

export function objectText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function short(oid: string): string {
  return oid.slice(0, 12);
}
