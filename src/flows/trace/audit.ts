import { judgeLedger } from '../../chain/ledger/invariant.ts';
import { decodePayload } from '../../chain/ledger/payload.ts';
import type { ProvenEntry } from '../../ledger/proof.ts';
import type { ApprovedEntry, LandedEntry, LedgerEntryType } from '../../model/ledger.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../stages/1-commit/key-ring.ts';
import { digestOfText } from '../observe/payload.ts';
import { meaningOfPolicy } from '../observe/policy.ts';
import { auditApproval } from './audit-approval.ts';
import { auditLanding } from './audit-landing.ts';
import { type Claim, type EntryOf, missing, type Proven, short } from './claim.ts';
import { gitId } from './objects.ts';

/** Keys by the entry of the policy that gave them to people. */
export type Rings = ReadonlyMap<number, KeyRing>;

/**
 * Goes through everything that proven entries say of changes, with what they commit to: signatures of approvals and
 * commits against the roster that was in force, ids of commits against their bytes, digests of reports, and whether it
 * is the same all along. Asks nobody. That the entries are in the log was proved before.
 */
export async function auditEntries(entries: readonly ProvenEntry[]): Promise<readonly Claim[]> {
  const rings = new Map<number, KeyRing>();
  const claims: Claim[] = [];
  for (const one of of(entries, 'policy.loaded')) claims.push(await auditPolicy(one, rings));
  const landings = of(entries, 'change.landed');
  for (const one of of(entries, 'change.approved'))
    claims.push(auditApproval(one, ringFor(one, landings, entries, rings)));
  for (const one of landings) claims.push(...auditLanding(one, ringOf(one.entry.policy, rings)));
  for (const one of of(entries, 'change.checked')) {
    const report = decodePayload(one.payload, 'mainward.dev/checked/v1')?.report;
    claims.push(auditText(one, report, one.entry.report, 'the report of the check'));
  }
  for (const one of of(entries, 'object.live')) {
    const content = decodePayload(one.payload, 'mainward.dev/live/v1')?.content;
    claims.push(auditText(one, content, one.entry.content, 'what was live'));
  }
  return [...claims, ...auditInvariant(entries)].filter(({ what }) => what !== '');
}

function of<Type extends LedgerEntryType>(
  entries: readonly ProvenEntry[],
  type: Type,
): readonly Proven<EntryOf<Type>>[] {
  return entries.filter((one): one is Proven<EntryOf<Type>> => one.entry.type === type);
}

async function auditPolicy(
  { index, entry, payload }: Proven<EntryOf<'policy.loaded'>>,
  rings: Map<number, KeyRing>,
): Promise<Claim> {
  const entries = [index];
  const files = decodePayload(payload, 'mainward.dev/policy/v1')?.files;
  if (files === undefined) return missing(entry.payload, entries, 'the policy that was in force');
  const wrong = files.find(({ oid, text }) => gitId('blob', new TextEncoder().encode(text), oid) !== oid);
  if (wrong !== undefined)
    return { state: 'refuted', what: `${wrong.path} of the policy is not the object that it names`, entries };
  try {
    const { roster } = await meaningOfPolicy({ commit: entry.commit, files }, entry.repository);
    if (roster !== undefined) rings.set(index, keyRing([grantsOfRoster(roster)]));
    const people = roster === undefined ? 'no roster' : `a roster of ${roster.people.length} people`;
    return {
      state: 'shown',
      what: `the policy at ${short(entry.commit)} is as it was loaded, with ${people}`,
      entries,
    };
  } catch {
    return { state: 'refuted', what: `the policy at ${short(entry.commit)} cannot be read`, entries };
  }
}

/** The roster of the landing that it counted for, or else the newest one that was in force before it. */
function ringFor(
  { index, entry }: Proven<ApprovedEntry>,
  landings: readonly Proven<LandedEntry>[],
  entries: readonly ProvenEntry[],
  rings: Rings,
): { readonly ring: KeyRing; readonly index: number } | undefined {
  const landing = landings.find(
    ({ entry: { proposal, repository } }) => proposal === entry.proposal && repository === entry.repository,
  );
  const policy =
    landing?.entry.policy ??
    of(entries, 'policy.loaded').findLast((one) => one.index < index && rings.has(one.index))?.index;
  return ringOf(policy, rings);
}

function ringOf(
  policy: number | undefined,
  rings: Rings,
): { readonly ring: KeyRing; readonly index: number } | undefined {
  const ring = policy === undefined ? undefined : rings.get(policy);
  return ring === undefined || policy === undefined ? undefined : { ring, index: policy };
}

function auditText(
  { index, entry }: ProvenEntry,
  text: string | undefined,
  digest: string,
  what: string,
): Claim {
  if (text === undefined) return missing(entry.payload, [index], what);
  return digestOfText(text) === digest
    ? { state: 'shown', what: `${what} is the one that was recorded`, entries: [index] }
    : { state: 'refuted', what: `${what} is not the one that was recorded`, entries: [index] };
}

/** Of the changes that are told whole: the landing before them is only here to be compared with. */
function auditInvariant(entries: readonly ProvenEntry[]): readonly Claim[] {
  const { changes, strays } = judgeLedger(entries, { whole: false });
  const told = changes.filter(({ proposal }) =>
    entries.some(({ entry }) => entry.type === 'change.approved' && entry.proposal === proposal),
  );
  const links = told.flatMap(({ commit, approved, checked, applied }): readonly Claim[] =>
    (
      [
        ['what was approved', approved],
        ['what was checked', checked],
        ['what was handed over and applied', applied],
      ] as const
    ).flatMap(([name, { verdict, why, entries: said }]) =>
      verdict === 'not-applicable'
        ? []
        : [
            {
              state: verdict === 'holds' ? 'shown' : verdict === 'violated' ? 'refuted' : 'open',
              what:
                verdict === 'holds' ? `${short(commit)} is ${name}` : `${short(commit)} and ${name}: ${why}`,
              entries: said,
            },
          ],
    ),
  );
  return [
    ...links,
    ...strays.map(({ why, entries: said }) => ({ state: 'open' as const, what: why, entries: said })),
  ];
}
