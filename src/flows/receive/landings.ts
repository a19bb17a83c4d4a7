import type { Landing, ReasonCode } from '../../model/landing.ts';
import type { PersonRef } from '../../model/person.ts';
import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import { readLandings } from '../verify/landings.ts';
import { readNative } from '../verify/native.ts';
import { pushEventOf, type ReceiveContext, refuse, short } from './context.ts';

const MOST_LANDINGS = 1_000;
/** So many of them are explained. */
const MOST_SHOWN = 10;

/** Every landing passes, as `verify` judges it by what was in force before it. */
export async function landingsPass(context: ReceiveContext): Promise<readonly Refusal[]> {
  const update = context.updates.find(({ ref }) => ref === context.ref);
  if (update === undefined || isNoObject(update.after)) return [];
  const { repository, name, evidence, now } = context;
  const { ref, before, after } = update;
  const span = { ref, tip: after, not: isNoObject(before) ? [] : [before] };
  const native = await readNative(repository, { name, span, evidence, now }, context.native);
  const read = await readLandings(repository, {
    name,
    span,
    evidence: withThisPush(native.evidence, context, update),
    ...(native.statements === undefined ? {} : { statements: native.statements }),
    bounds: { landings: MOST_LANDINGS },
    cheaply: false,
    now,
    ...(context.readPolicy === undefined ? {} : { readPolicy: context.readPolicy }),
  });
  const bad = read.landings.filter(({ verdict }) => verdict !== 'pass').toReversed();
  return [
    ...bad.slice(0, MOST_SHOWN).map((landing) => refusalOf(landing, context, update)),
    ...(bad.length > MOST_SHOWN || read.cut || read.unreadable > 0 || read.landings.length === 0
      ? [remainder(bad.length - MOST_SHOWN, read.unreadable, context, update)]
      : []),
    ...(read.next?.broken ?? []).map((why) =>
      refuse(context, update, {
        what: 'brings a policy that cannot be used, which from then on would let nothing land',
        why: [why],
        how: ['mend the file in .mainward/ and push again'],
      }),
    ),
  ];
}

function withThisPush(
  evidence: ReceiveContext['evidence'],
  context: ReceiveContext,
  update: RefUpdate,
): ReceiveContext['evidence'] {
  const event = pushEventOf(context, update, context.now);
  return {
    ...evidence,
    forges: evidence.forges.map((forge) =>
      forge.repository === context.name ? { ...forge, pushes: [...(forge.pushes ?? []), event] } : forge,
    ),
  };
}

function refusalOf(landing: Landing, context: ReceiveContext, update: RefUpdate): Refusal {
  const { commit, landing: kind, pullRequest, people, reasons, verdict } = landing;
  const number = pullRequest === undefined ? '' : ` of pull request ${pullRequest}`;
  const made =
    people.length === 0 ? 'made by nobody who is known' : `made by ${people.map(named).join(', ')}`;
  const doubt = verdict === 'unknown' ? ', of which it cannot be told whether it may land' : '';
  return refuse(context, update, {
    who: made,
    what: `${kind} ${short(commit)}${number}${doubt}`,
    why: reasons.map(({ code, detail }) => `${code}: ${detail}`),
    how: [
      ...new Set(reasons.flatMap(({ code }) => HOW[code] ?? [])),
      ...(context.updates.some(({ ref }) => ref === ATTESTATIONS_REF) ? [TOGETHER] : []),
    ],
  });
}

function remainder(more: number, unreadable: number, context: ReceiveContext, update: RefUpdate): Refusal {
  const what =
    more > 0
      ? `${more} more of its landings may not land`
      : unreadable > 0
        ? `${unreadable} of its commits cannot be read`
        : 'what it would land could not be looked at';
  return refuse(context, update, { what, why: ['every landing is judged'], how: ['mend those above first'] });
}

function named(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

const APPROVE = 'whoever agrees says so before the push: mainward approve --pull N --push';
const TOGETHER = `statements that come in the same push do not count yet: ${ATTESTATIONS_REF} may fail to move when the branch does not; push them first`;
const OFFER =
  'offer it as a pull request: push its head to refs/pull/N/head with a free number N, and have it approved';
const SIGN =
  'sign each commit with the key that the roster gives you: git config gpg.format ssh, user.signingkey, commit.gpgsign';
const MERGE =
  'merge again, and change nothing while merging; what else is needed belongs into the pull request';
const POLICY =
  'whoever administers the server keeps the policy: a Requirement without paths speaks of every change';

/** How to go on, by what kept a landing from passing. */
const HOW: Readonly<Partial<Record<ReasonCode, string>>> = {
  'approvals-missing': APPROVE,
  'code-owner-missing': APPROVE,
  'self-approved': 'somebody has to agree who had no part in it',
  'stale-approval':
    'what was pushed after the approval has to be approved again: mainward approve --pull N --push',
  'bot-approval': 'a person has to agree',
  'approver-left': 'somebody has to agree who is still there',
  'approved-after-merge': APPROVE,
  'approval-withdrawn': 'ask why it was taken back',
  'approved-twice': 'another person has to agree',
  'direct-push': OFFER,
  'content-differs': MERGE,
  'content-not-proved': MERGE,
  'content-not-read': MERGE,
  'head-does-not-fit': MERGE,
  'head-missing': OFFER,
  'several-merged-at-once': 'merge one head at a time',
  unsigned: SIGN,
  'unknown-key': SIGN,
  'bad-signature': SIGN,
  'key-revoked': SIGN,
  'key-expired': SIGN,
  'key-not-yet-valid': SIGN,
  'signed-by-another': 'each commit is signed by whoever wrote or committed it',
  undecided:
    'what is named there has to be known: people and keys stand in the roster, which whoever administers the server keeps',
  'rules-not-supplied': POLICY,
  'nothing-demanded': POLICY,
};
