import type { LandedCommit, Landing, ReasonCode } from '../../../model/landing.ts';
import type { Control } from '../../control.ts';
import { type Fault, judgeLandings, shortId } from '../../judge-landings.ts';
import { hasReason } from '../../landing-reasons.ts';

const CODES: readonly ReasonCode[] = ['bad-signature', 'unknown-key', 'signed-by-another', 'unsigned'];
const OPEN: ReadonlySet<string> = new Set(['unknown', 'unknown-key']);

export const control: Control = {
  id: 'commit/signed-by-known-key',
  title: 'Each commit is signed with a key of somebody who is known, where that is demanded',
  severity: 'high',
  evaluate: (facts) =>
    judgeLandings(facts, {
      severity: 'high',
      concerns: (landing) =>
        hasReason(landing, ...CODES) ||
        landing.commits.some(({ signature }) => signature.status !== 'unsigned'),
      faults: (landing) => (landing.verdict === 'fail' ? faultsOf(landing) : []),
      open: ({ verdict, commits }) =>
        verdict === 'unknown' && commits.some(({ signature }) => OPEN.has(signature.status))
          ? ['the keys of those who sign, in a roster']
          : [],
      question: 'who signed them',
    }),
};

/** One a landing: whoever looks into the first looks into the others. */
function faultsOf(landing: Landing): readonly Fault[] {
  const reason = CODES.flatMap((code) => landing.reasons.find((one) => one.code === code) ?? [])[0];
  if (reason === undefined) return [];
  const concerned = landing.commits.filter((commit) => isMeant(commit, reason.code));
  const [first] = concerned;
  const which = first === undefined ? 'a commit' : `${shortId(first.commit)} by ${first.author}`;
  const more = concerned.length > 1 ? ` and ${concerned.length - 1} more` : '';
  return [{ why: `brings ${which}${more}: ${SAID[reason.code] ?? reason.detail}`, context: reason.code }];
}

const SAID: Readonly<Record<string, string>> = {
  'bad-signature': 'the signature does not fit the commit',
  'unknown-key': 'signed with a key that is given to nobody',
  'signed-by-another': 'signed by neither its author nor its committer',
  unsigned: 'not signed, although signatures are demanded',
};

function isMeant({ signature }: LandedCommit, code: string): boolean {
  const { status } = signature;
  if (code === 'bad-signature') return status === 'bad' || status === 'malformed';
  return code === 'signed-by-another' ? status === 'good' : status === code;
}
