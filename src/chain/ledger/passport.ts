import type {
  ApprovedEntry,
  CheckedEntry,
  CredentialIssuedEntry,
  LandedEntry,
  LedgerEntry,
  LedgerEntryType,
  LiveEntry,
  ObjectRef,
  ProposedEntry,
  Recorded,
} from '../../model/ledger.ts';
import type {
  PassportApproval,
  PassportChange,
  PassportCheck,
  PassportCredential,
  PassportDelivery,
  PassportDocument,
  PassportLive,
} from '../../model/passport.ts';
import type { PersonRef } from '../../model/person.ts';
import { deliveriesOf } from './deliveries.ts';
import { judgeLedger } from './invariant.ts';
import { decodePayload } from './payload.ts';
import { type LandingReport, readReport } from './report.ts';

/** What a passport is made of. */
export interface PassportMaterial {
  /** The object that was asked for. */
  readonly object: ObjectRef | null;
  readonly live: Recorded<LiveEntry> | undefined;
  readonly repository: string;
  /** What landed; absent where nothing did. */
  readonly commit?: string;
  readonly proposal?: string;
  /** All that belongs to it, in whatever order. */
  readonly entries: readonly Recorded[];
  /** By the index of its entry, as far as it is at hand. */
  readonly payloads: ReadonlyMap<number, Uint8Array>;
}

/** Joins the entries of one change, and what they commit to. Names come from payloads; what was erased is `null`. */
export function passportOf(material: PassportMaterial): PassportDocument {
  const entries = material.entries.toSorted((a, b) => a.index - b.index);
  const { object, commit, payloads } = material;
  const told = of(entries, 'change.landed').filter(({ entry }) => entry.commit === commit);
  const landed = told.at(-1);
  const report = reportOf(landed, payloads);
  const judged = judgeLedger(entries, { whole: true }).changes.find((one) => one.commit === commit);
  const deliveries = landed === undefined ? strayed(entries) : deliveriesOf(entries, told[0] ?? landed);
  return {
    schema: 'mainward.dev/passport/v1',
    object,
    commit: commit ?? null,
    change: changeOf(material, entries, landed, report),
    people: peopleOf(entries, landed, report, payloads),
    approvals: of(entries, 'change.approved').map((one) => approvalOf(one, report, payloads)),
    checks: of(entries, 'change.checked').map(checkOf),
    credentials: of(entries, 'credential.issued').map((one) => credentialOf(one, entries)),
    deployedBy: deliveries,
    live: liveOf(material.live ?? of(entries, 'object.live').at(-1)),
    links:
      judged === undefined
        ? null
        : { approved: judged.approved, checked: judged.checked, applied: judged.applied },
    ledger: entries,
  };
}

type EntryOf<Type extends LedgerEntryType> = Extract<LedgerEntry, { readonly type: Type }>;

function of<Type extends LedgerEntryType>(
  entries: readonly Recorded[],
  type: Type,
): readonly Recorded<EntryOf<Type>>[] {
  return entries.filter((one): one is Recorded<EntryOf<Type>> => one.entry.type === type);
}

function reportOf(
  landed: Recorded<LandedEntry> | undefined,
  payloads: ReadonlyMap<number, Uint8Array>,
): LandingReport {
  const bytes = landed === undefined ? undefined : payloads.get(landed.index);
  return readReport(decodePayload(bytes, 'mainward.dev/landed/v1')?.report);
}

function changeOf(
  { repository, proposal, payloads }: PassportMaterial,
  entries: readonly Recorded[],
  landed: Recorded<LandedEntry> | undefined,
  report: LandingReport,
): PassportChange | null {
  const offers = of(entries, 'change.proposed').filter(
    ({ entry }) => proposal === undefined || entry.proposal === proposal,
  );
  const offer = offers.at(-1);
  const about = landed?.entry ?? offer?.entry;
  if (about === undefined) return null;
  const title = offers
    .map(({ index }) => decodePayload(payloads.get(index), 'mainward.dev/proposed/v1')?.title)
    .findLast((one) => one !== undefined && one !== '');
  const { ref, head } = about;
  return {
    repository,
    ref,
    ...(about.proposal === undefined ? {} : { proposal: about.proposal }),
    ...(title === undefined ? {} : { title }),
    ...(head === undefined ? {} : { head }),
    ...(landed?.entry.before === undefined ? {} : { before: landed.entry.before }),
    ...(landed === undefined ? {} : { tree: landed.entry.tree, verdict: landed.entry.verdict }),
    ...(report.at === undefined ? {} : { landedAt: report.at }),
    reasons: report.reasons,
    commits: report.commits.map(({ commit, status, person }) => ({
      commit,
      signature: status,
      ...(person === undefined ? {} : { person }),
    })),
  };
}

function peopleOf(
  entries: readonly Recorded[],
  landed: Recorded<LandedEntry> | undefined,
  { people }: LandingReport,
  payloads: ReadonlyMap<number, Uint8Array>,
): readonly PersonRef[] {
  if (landed !== undefined) return people;
  const offers: readonly Recorded<ProposedEntry>[] = of(entries, 'change.proposed');
  const by = offers
    .map(({ index }) => decodePayload(payloads.get(index), 'mainward.dev/proposed/v1')?.by)
    .findLast((one) => one !== undefined);
  return by === undefined ? [] : [{ account: by, identified: false }];
}

function approvalOf(
  { index, entry }: Recorded<ApprovedEntry>,
  report: LandingReport,
  payloads: ReadonlyMap<number, Uint8Array>,
): PassportApproval {
  const payload = decodePayload(payloads.get(index), 'mainward.dev/approved/v1');
  const judged = report.approvals.find(({ statement }) => statement === entry.statement);
  return {
    person: judged?.person ?? payload?.by ?? null,
    at: payload?.at ?? null,
    state: judged?.state ?? 'given',
    ...(judged?.why === undefined ? {} : { why: judged.why }),
    head: entry.head,
    statement: entry.statement,
    entry: index,
  };
}

function checkOf({ index, entry }: Recorded<CheckedEntry>): PassportCheck {
  const { verdict, at, head, base, merged, report } = entry;
  return { verdict, at, head, base, merged, report, entry: index };
}

function credentialOf(
  { index, entry }: Recorded<CredentialIssuedEntry>,
  entries: readonly Recorded[],
): PassportCredential {
  const { stage, environment, account, at, expires } = entry;
  const revoked = of(entries, 'credential.revoked').some((one) => one.entry.issued === index);
  return { stage, environment, account, at, expires, revoked, entry: index };
}

/** What was applied of a commit that never landed. */
function strayed(entries: readonly Recorded[]): readonly PassportDelivery[] {
  return of(entries, 'agent.applied').map(({ index, entry }) => ({
    cluster: entry.cluster,
    commit: entry.commit,
    agent: entry.agent,
    appliedAt: entry.at,
    entries: [index],
  }));
}

function liveOf(live: Recorded<LiveEntry> | undefined): PassportLive | null {
  if (live === undefined) return null;
  const { cluster, object, uid, content, at } = live.entry;
  return { cluster, object, uid, content, at, entry: live.index };
}
