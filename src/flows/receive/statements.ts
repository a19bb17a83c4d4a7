import { isPausePath, pausePath } from '../../model/pause.ts';
import type { RefUpdate, Refusal } from '../../model/receive.ts';
import { isNoObject } from '../../model/receive.ts';
import { ATTESTATIONS_REF, statementPath } from '../../model/statement.ts';
import type { ChangedPath } from '../../ports/git.ts';
import { readCommit } from '../../stages/1-commit/commit.ts';
import { judgeSsh } from '../../stages/1-commit/judge.ts';
import { readApproval } from '../../stages/2-review/statements/approval.ts';
import { readPause } from '../../stages/2-review/statements/pause.ts';
import { digestOf } from '../verify/digest.ts';
import { judgeStatement } from '../verify/statements.ts';
import { type ReceiveContext, refuse, short } from './context.ts';

const MOST = { commits: 200, files: 1_000, bytes: 64 << 10 };
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** Statements that a push brings: digests of their envelopes. */
export type Brought = readonly string[];

interface Wrong {
  readonly what: string;
  readonly why: string;
  readonly how: string;
}

const FETCH = `fetch it anew and approve again: git fetch origin +${ATTESTATIONS_REF}:${ATTESTATIONS_REF}`;

/**
 * Statements are only ever added, one after the other, each where it belongs and signed by somebody of the roster.
 * What counts for nothing is not kept, so that nobody is buried in it.
 */
export async function statementsOnlyAdd(
  context: ReceiveContext,
): Promise<{ readonly refusals: readonly Refusal[]; readonly brought: Brought }> {
  const update = context.updates.find(({ ref }) => ref === ATTESTATIONS_REF);
  if (update === undefined) return { refusals: [], brought: [] };
  const found = await added(context, update);
  if ('what' in found) return { refusals: [refuseAs(context, update, found)], brought: [] };
  const blobs = await context.repository.blobs(
    found.files.map(({ newOid }) => newOid),
    { bytesEach: MOST.bytes },
  );
  const brought: string[] = [];
  for (const { path, newOid } of found.files) {
    const envelope = blobs.get(newOid);
    const digest = envelope instanceof Uint8Array ? digestOf(envelope) : undefined;
    const wrong = envelope instanceof Uint8Array ? wrongStatement(context, path, envelope) : TOO_LARGE;
    if (wrong !== undefined || digest === undefined)
      return { refusals: [refuseAs(context, update, wrong ?? TOO_LARGE)], brought: [] };
    brought.push(digest);
  }
  return { refusals: [], brought };
}

const TOO_LARGE: Wrong = {
  what: 'adds a file that is too large for a statement',
  why: `a statement has at most ${MOST.bytes} bytes`,
  how: 'make it with mainward approve',
};

/** The files that a chain of commits adds, or what is wrong with it. */
async function added(
  { repository }: ReceiveContext,
  { before, after }: RefUpdate,
): Promise<{ readonly files: readonly ChangedPath[] } | Wrong> {
  if (isNoObject(after))
    return { what: 'removes the statements', why: 'who agreed is not forgotten', how: 'leave them' };
  const not = isNoObject(before) ? [] : [before];
  const commits = await repository.commits({ from: [after], not, limit: MOST.commits + 1 });
  if (commits.length > MOST.commits)
    return {
      what: `adds more than ${MOST.commits} commits`,
      why: 'that is more than is judged in one push',
      how: 'push in parts',
    };
  const files: ChangedPath[] = [];
  const seen = new Set<string>();
  for (const [index, { oid, bytes }] of commits.entries()) {
    const commit = readCommit(oid, bytes);
    const parents = commit.ok ? commit.value.parents : [];
    const expected = commits[index + 1]?.oid ?? (isNoObject(before) ? undefined : before);
    if (!commit.ok || parents.length > 1 || parents[0] !== expected)
      return {
        what: 'does not go on from the statements that are there',
        why: 'statements are added one after the other; somebody was faster, or history was rewritten',
        how: FETCH,
      };
    const changes = await repository.changes(expected ?? EMPTY_TREE[repository.shape.objectFormat], oid);
    if (changes === 'missing')
      return { what: `${short(oid)} cannot be read`, why: 'its files are not all there', how: FETCH };
    const other = changes.find(
      ({ status, newMode, path }) => status !== 'A' || newMode !== '100644' || seen.has(path),
    );
    if (other !== undefined)
      return {
        what: `${short(oid)} does something else than adding files, to ${other.path}`,
        why: 'a statement is neither changed nor removed; whoever takes one back says so in another',
        how: 'mainward approve --withdraw',
      };
    for (const change of changes) seen.add(change.path);
    files.push(...changes);
    if (files.length > MOST.files)
      return {
        what: `adds more than ${MOST.files} files`,
        why: 'that is more than is judged in one push',
        how: 'push in parts',
      };
  }
  return isNoObject(before) || commits.length > 0
    ? { files }
    : { what: 'goes back to older statements', why: 'who agreed is not forgotten', how: FETCH };
}

function wrongStatement(context: ReceiveContext, path: string, envelope: Uint8Array): Wrong | undefined {
  if (isPausePath(path)) return wrongPause(context, path, envelope);
  const { name, ring, now } = context;
  const again = 'make it with mainward approve, in a clone of this repository';
  const signed = readApproval(envelope);
  if (!signed.ok) return { what: `adds ${path}, which is no approval`, why: signed.error, how: again };
  const { repository, ref, head } = signed.value.approval;
  if (path !== statementPath(ref, head, digestOf(envelope)))
    return {
      what: `adds ${path}, which is not where it belongs`,
      why: 'its place is made of its ref, head and digest',
      how: again,
    };
  if (repository !== name)
    return {
      what: `adds an approval of another repository, ${repository}`,
      why: `this one is ${name}`,
      how: `${again}, whose origin ends in ${name}`,
    };
  const { signature, standing } = judgeStatement(signed.value, ring, now, now);
  if (standing.kind === 'holds') return undefined;
  const key = signature.key === undefined ? '' : ` (key ${signature.key})`;
  return {
    what: `adds an approval of ${short(head)} that counts for nothing${key}`,
    why: signature.status === 'good' ? standing.why : signature.why,
    how: 'sign with a key that the roster gives you; whoever administers the server keeps the roster',
  };
}

/** Who may pause, and for how long, is judged by policy when it is asked what is in force. */
function wrongPause(
  { name, ring, now }: ReceiveContext,
  path: string,
  envelope: Uint8Array,
): Wrong | undefined {
  const how = 'make it with mainward guard pause, in a clone of this repository, with a key of the roster';
  const signed = readPause(envelope);
  if (!signed.ok) return { what: `adds ${path}, which is no pause`, why: signed.error, how };
  const { pause, message, armour } = signed.value;
  if (path !== pausePath(pause, digestOf(envelope)))
    return {
      what: `adds ${path}, which is not where it belongs`,
      why: 'its place is made of the day on which it ends, and of its digest',
      how,
    };
  if (pause.repository !== name)
    return {
      what: `adds a pause of another repository, ${pause.repository}`,
      why: `this one is ${name}`,
      how,
    };
  const made = { armour, payload: message, claimed: Date.parse(pause.at), what: 'statement' as const };
  const { status, why } = judgeSsh(made, ring, ring.attestations, { time: now, source: 'this push' });
  return status === 'good'
    ? undefined
    : { what: `adds a pause of ${pause.cluster} that counts for nothing`, why, how };
}

function refuseAs(context: ReceiveContext, update: RefUpdate, { what, why, how }: Wrong): Refusal {
  return refuse(context, update, { what, why: [why], how: [how] });
}
