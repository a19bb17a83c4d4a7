import { createHash } from 'node:crypto';
import { decodePayload } from '../../../chain/ledger/payload.ts';
import { obstacle } from '../../../chain/review/reviewers.ts';
import { sessionKeyFits, sessionKeyIn, sshKeyOf, thumbprintOf } from '../../../chain/review/signature.ts';
import { canonicalJson } from '../../../formats/json/canonical.ts';
import { child, stringOf } from '../../../formats/yaml/access.ts';
import type { ProvenEntry } from '../../../ledger/proof.ts';
import type { ReviewDecidedPayload } from '../../../model/payload.ts';
import type { RosterPerson } from '../../../model/person.ts';
import { err, ok, type Result } from '../../../model/result.ts';
import type { PackStatement } from '../../../model/review-pack.ts';
import { judgeSsh } from '../../../stages/1-commit/judge.ts';
import { grantsOfRoster } from '../../../stages/1-commit/key-ring.ts';
import { readReviewException } from '../../../stages/2-review/statements/review-exception.ts';
import { readSigned } from '../../../stages/2-review/statements/signed.ts';
import { decidedIn } from '../board/decided.ts';
import { type PackEvidence, rosterAt } from './evidence.ts';

/** A statement of a pack, with the bytes that were signed. */
export interface PackedStatement {
  readonly statement: PackStatement;
  readonly bytes: Uint8Array;
}

/** Every statement that was recorded, or why it is none of whoever it says. */
export function statementsIn(evidence: PackEvidence): readonly Result<PackedStatement, string>[] {
  return evidence.entries.flatMap((one) => {
    if (one.entry.type !== 'review.decided' && one.entry.type !== 'review.excepted') return [];
    const read = statementIn(one, evidence);
    return [read.ok ? read : err(`entry ${one.index}: ${read.error}`)];
  });
}

function statementIn(one: ProvenEntry, evidence: PackEvidence): Result<PackedStatement, string> {
  const { index, entry, payload: content } = one;
  if (entry.type !== 'review.decided' && entry.type !== 'review.excepted') return err('it has no statement');
  const payload = decodePayload(content, 'mainward.dev/review-decided/v1');
  if (payload === undefined) return err('its payload is not there: it was erased, or not handed out');
  const bytes = Buffer.from(payload.envelope, 'base64');
  if (createHash('sha256').update(bytes).digest('hex') !== entry.statement)
    return err('its statement is not the one that it names');
  const signed = readSigned(bytes);
  if (!signed.ok) return err(signed.error);
  const signer = signerOf(payload, signed.value, index, entry.at, evidence);
  if (!signer.ok) return signer;
  const kind = entry.type === 'review.decided' ? 'decided' : 'excepted';
  const objection = objectionTo(one, payload.by, bytes, evidence);
  if (objection !== undefined) return err(objection);
  const { by, signedWith } = payload;
  const envelope = `statements/${String(index).padStart(8, '0')}-${kind}.dsse.json`;
  return ok({ statement: { index, at: entry.at, kind, by, signedWith, ...signer.value, envelope }, bytes });
}

type Signed = { readonly message: Uint8Array; readonly signature: Uint8Array; readonly armour: string };
type SignerOf = Pick<PackStatement, 'key' | 'publicKey' | 'policy' | 'session'>;

function signerOf(
  { by, signedWith, session }: ReviewDecidedPayload,
  signed: Signed & { readonly statement: { readonly predicate: Parameters<typeof child>[0] } },
  index: number,
  at: string,
  evidence: PackEvidence,
): Result<SignerOf, string> {
  const inForce = rosterAt(evidence, index);
  if (inForce === undefined) return err('no roster that was in force comes with it');
  const { policy, roster, ring } = inForce;
  const person = roster.people.find(({ id }) => id === by);
  if (person === undefined) return err(`the roster of the time does not know ${by}`);
  if (signedWith === 'session-key') {
    const key = session === undefined ? undefined : sessionKeyIn({ ...session.key });
    if (session === undefined || key === undefined || !sessionKeyFits(key, signed))
      return err('its signature does not fit the key of its session');
    const { issuer, subject, signedInAt } = session;
    return ok({
      key: thumbprintOf(key),
      publicKey: canonicalJson(key),
      policy,
      session: { issuer, subject, signedInAt },
    });
  }
  const claimed = Date.parse(stringOf(child(signed.statement.predicate, 'at')) ?? at);
  const made = { armour: signed.armour, payload: signed.message, claimed, what: 'statement' as const };
  const judged = judgeSsh(made, ring, ring.attestations, { time: at, source: 'the record' });
  if (judged.status !== 'good') return err(judged.why);
  if (judged.person !== by) return err(`its key is not ${by}’s by the roster of the time`);
  const key = sshKeyOf(signed) ?? '';
  return ok({ key, publicKey: publicKeyOf(person, key), policy });
}

function publicKeyOf(person: RosterPerson, fingerprint: string): string {
  const found = person.keys.find((key) =>
    grantsOfRoster({ people: [{ ...person, keys: [key] }], robots: [], at: person.at }).grants.some(
      (grant) => grant.fingerprint === fingerprint,
    ),
  );
  return found?.publicKey ?? '';
}

/** Why a statement should not have been taken, by what the roster of the time says of whoever signed it. */
function objectionTo(
  one: ProvenEntry,
  by: string,
  bytes: Uint8Array,
  evidence: PackEvidence,
): string | undefined {
  const { campaign } = evidence;
  const said = itemsIn(one, bytes);
  if (said === undefined || said.population !== campaign.started.entry.population)
    return 'what was signed is not what it records';
  const people = rosterAt(evidence, one.index)?.roster.people ?? [];
  const person = people.find(({ id }) => id === by);
  for (const { item: id, digest } of said.items) {
    const item = campaign.item(id)?.item;
    if (item?.digest !== digest)
      return `item ${id.slice(0, 12)} is not one of the campaign, as it was signed`;
    const why = obstacle(item, person, Date.parse(one.entry.at));
    if (why !== undefined) return `${by} may not decide about item ${id.slice(0, 12)}: ${why}`;
  }
  return undefined;
}

/** About what it is, where that is what its entry says. */
function itemsIn(
  { index, entry, payload }: ProvenEntry,
  bytes: Uint8Array,
):
  | {
      readonly population: string;
      readonly items: readonly { readonly item: string; readonly digest: string }[];
    }
  | undefined {
  if (entry.type === 'review.decided') {
    const decided = decidedIn({ index, entry }, payload);
    return decided && { population: decided.review.population, items: decided.review.decisions };
  }
  if (entry.type !== 'review.excepted') return undefined;
  const read = readReviewException(bytes);
  if (!read.ok) return undefined;
  const { campaign, population, expires, exceptions } = read.value.exception;
  const fits = campaign === entry.campaign && expires === entry.expires && exceptions.length === entry.items;
  return fits ? { population, items: exceptions } : undefined;
}
