import { decodePayload } from '../../chain/ledger/payload.ts';
import { readReport } from '../../chain/ledger/report.ts';
import type { Commit } from '../../model/git.ts';
import type { LandedEntry } from '../../model/ledger.ts';
import type { Witness } from '../../model/signature.ts';
import { judgeSignature } from '../../stages/1-commit/judge.ts';
import type { KeyRing } from '../../stages/1-commit/key-ring.ts';
import { digestOfText } from '../observe/payload.ts';
import { type Claim, missing, type Proven, short } from './claim.ts';
import { commitsIn } from './objects.ts';

/** Are the commits what the entry says, and signed by whom the report says? */
export function auditLanding(
  { index, entry, payload }: Proven<LandedEntry>,
  roster: { readonly ring: KeyRing; readonly index: number } | undefined,
): readonly Claim[] {
  const entries = [index];
  const said = decodePayload(payload, 'mainward.dev/landed/v1');
  const name = short(entry.commit);
  if (said === undefined) return [missing(entry.payload, entries, `what landed as ${name}`)];
  const refuted = (what: string): Claim => ({ state: 'refuted', what, entries });
  if (digestOfText(said.report) !== entry.report)
    return [refuted(`the report of ${name} is not the one that was recorded`)];
  const { commits, wrong } = commitsIn(said.commits);
  const [broken] = wrong;
  if (broken !== undefined) return [refuted(`the bytes of commit ${short(broken)} are not those of its id`)];
  const landed = commits.get(entry.commit);
  if (landed === undefined) return [{ state: 'open', what: `the commit ${name} is not here`, entries }];
  if (landed.tree !== entry.tree) return [refuted(`${name} has another tree than was recorded`)];
  if (entry.before !== undefined && !leadsTo(landed, entry.before, commits, said.cut))
    return [refuted(`${name} does not follow ${short(entry.before)}`)];
  if (entry.head !== undefined && !brings(landed, entry.head, commits, said.cut))
    return [refuted(`${name} does not bring ${short(entry.head)}`)];
  const tree: Claim = {
    state: 'shown',
    what: `${name} is the commit with the tree, the parent and the head that were recorded`,
    entries,
  };
  return [tree, ...signatures(entry, said.report, commits, roster, index)];
}

/** Along first parents, as far as the commits are here. */
function leadsTo(
  landed: Commit,
  before: string,
  commits: ReadonlyMap<string, Commit>,
  cut: boolean,
): boolean {
  const seen = new Set<string>();
  for (let commit: Commit | undefined = landed; commit !== undefined && !seen.has(commit.oid); ) {
    if (commit.parents.includes(before)) return true;
    seen.add(commit.oid);
    commit = commits.get(commit.parents[0] ?? '');
  }
  return cut;
}

function brings(landed: Commit, head: string, commits: ReadonlyMap<string, Commit>, cut: boolean): boolean {
  return landed.oid === head || landed.parents.includes(head) || commits.has(head) || cut;
}

function signatures(
  { at }: LandedEntry,
  report: string,
  commits: ReadonlyMap<string, Commit>,
  roster: { readonly ring: KeyRing; readonly index: number } | undefined,
  index: number,
): readonly Claim[] {
  const good = readReport(report).commits.filter(({ status }) => status === 'good');
  const witness: Witness = { time: at, source: 'this reading', atLatest: true };
  return good.map(({ commit: oid, person }): Claim => {
    const who = typeof person === 'string' ? person : (person?.account ?? 'somebody');
    const what = `${who} signed commit ${short(oid)}`;
    const commit = commits.get(oid);
    if (commit === undefined || roster === undefined)
      return {
        state: 'open',
        what: `whether ${what}: ${commit === undefined ? 'it' : 'the roster'} is not here`,
        entries: [index],
      };
    const entries = [roster.index, index];
    const judged = judgeSignature(commit, roster.ring, witness);
    if (judged.status === 'unknown')
      return { state: 'open', what: `whether ${what}: ${judged.why}`, entries };
    return judged.status === 'good' && judged.person === person
      ? { state: 'shown', what: `${what}, with a key of the roster`, entries }
      : { state: 'refuted', what: `that ${what} is not so: ${judged.why}`, entries };
  });
}
