import { decodePayload } from '../../chain/ledger/payload.ts';
import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import type {
  GrantBeganEntry,
  GrantEndedEntry,
  GrantRequestedEntry,
  GrantReviewedEntry,
  GrantRevokedEntry,
  LedgerEntryType,
  Recorded,
} from '../../model/ledger.ts';
import type { LedgerReader } from '../../ports/ledger.ts';
import { LedgerTail } from '../ledger/tail.ts';
import { grantOfText, policyOfText } from './record.ts';

const TYPES: readonly LedgerEntryType[] = [
  'grant.requested',
  'grant.began',
  'grant.revoked',
  'grant.ended',
  'grant.reviewed',
];

/** `ending`: its time is over, or somebody ended it, and nobody recorded yet that it ended. */
export type GrantState = 'pending' | 'active' | 'ending' | 'ended';

/** One way in which it ended; each that there is counts. */
export interface GrantEnd extends Pick<GrantEndedEntry, 'at' | 'by' | 'why' | 'object' | 'commit'> {
  /** Id in the roster, or `mainward`. */
  readonly who?: string;
  readonly say?: string;
}

/** A grant as the record has it. */
export interface BoardGrant {
  readonly id: string;
  readonly entry: GrantRequestedEntry | GrantBeganEntry;
  /** As its file had it; absent where it was erased. */
  readonly grant?: AccessGrant;
  readonly manifests?: string;
  /** As it was in force when the grant was recorded. */
  readonly policy?: AccessPolicy;
  /** Id in the roster of whoever asked. */
  readonly by?: string;
  readonly approvers: readonly string[];
  /** The branch and commit that were offered; absent where it was not asked for here. */
  readonly offered?: { readonly ref: string; readonly head: string; readonly at: string };
  readonly began?: { readonly at: string; readonly commit: string };
  /** Somebody ended it before its time; `by` is their id in the roster. */
  readonly revoked?: { readonly at: string; readonly by?: string };
  readonly ends: readonly GrantEnd[];
  readonly review?: Pick<GrantReviewedEntry, 'at' | 'verdict'> & {
    readonly by?: string;
    readonly say?: string;
  };
}

export function stateOf({ began, revoked, ends, entry }: BoardGrant, now: number): GrantState {
  if (ends.length > 0) return 'ended';
  if (began === undefined) return 'pending';
  return revoked !== undefined || Date.parse(entry.expires) <= now ? 'ending' : 'active';
}

/** Is it still in Git, as far as is recorded? */
export function isInGit({ began, ends }: BoardGrant): boolean {
  return began !== undefined && !ends.some(({ by }) => by === 'commit');
}

/** Was it used without agreement, and did nobody look at that yet? */
export function awaitsReview({ entry, began, review }: BoardGrant): boolean {
  return entry.kind === 'break-glass' && began !== undefined && review === undefined;
}

/** Temporary access, from the ledger alone. */
export class GrantBoard {
  readonly #ledger: LedgerReader;
  readonly #grants: Map<string, BoardGrant> = new Map();
  readonly #tail: LedgerTail;

  constructor(ledger: LedgerReader) {
    this.#ledger = ledger;
    this.#tail = new LedgerTail(ledger, TYPES, (one) => this.#take(one));
  }

  /** As the ledger is now; the newest first. */
  async grants(): Promise<readonly BoardGrant[]> {
    await this.#tail.read();
    return [...this.#grants.values()].toReversed();
  }

  async find(id: string): Promise<BoardGrant | undefined> {
    await this.#tail.read();
    return this.#grants.get(id);
  }

  async #take({ entry }: Recorded): Promise<void> {
    const bytes = entry.payload === undefined ? undefined : await this.#ledger.payload(entry.payload);
    if (entry.type === 'grant.requested') this.#begin(entry, bytes);
    else if (entry.type === 'grant.began') this.#begin(entry, bytes);
    else if (entry.type === 'grant.revoked') this.#revoke(entry, bytes);
    else if (entry.type === 'grant.ended') this.#end(entry, bytes);
    else if (entry.type === 'grant.reviewed') this.#review(entry, bytes);
  }

  /** What was said first of a grant stays, as far as it was said. One that is back after it went is another. */
  #begin(entry: GrantRequestedEntry | GrantBeganEntry, bytes: Uint8Array | undefined): void {
    const known = this.#grants.get(entry.grant);
    const isBack = entry.type === 'grant.began' && known?.ends.some(({ by }) => by !== 'guard') === true;
    const before = isBack ? undefined : known;
    const payload = decodePayload(bytes, 'mainward.dev/grant/v1');
    const grant = payload === undefined ? undefined : grantOfText(payload.grant);
    const policy = policyOfText(payload?.policy);
    this.#grants.set(entry.grant, {
      id: entry.grant,
      entry,
      approvers: payload?.approvers ?? [],
      ends: [],
      ...(grant === undefined ? {} : { grant }),
      ...(policy === undefined ? {} : { policy }),
      ...(payload === undefined ? {} : { manifests: payload.manifests, by: payload.by }),
      ...before,
      ...(entry.type === 'grant.requested'
        ? { offered: { ref: entry.ref, head: entry.head, at: entry.at } }
        : {
            began: before?.began ?? { at: entry.at, commit: entry.commit },
            approvers: payload?.approvers ?? [],
          }),
    });
  }

  #revoke({ grant, at }: GrantRevokedEntry, bytes: Uint8Array | undefined): void {
    const before = this.#grants.get(grant);
    if (before === undefined || before.revoked !== undefined) return;
    const payload = decodePayload(bytes, 'mainward.dev/grant-ended/v1');
    this.#grants.set(grant, { ...before, revoked: { at, ...(payload && { by: payload.by }) } });
  }

  #end(entry: GrantEndedEntry, bytes: Uint8Array | undefined): void {
    const before = this.#grants.get(entry.grant);
    if (before === undefined) return;
    const payload = decodePayload(bytes, 'mainward.dev/grant-ended/v1');
    const { at, by, why, object, commit } = entry;
    const end: GrantEnd = {
      at,
      by,
      why,
      ...(object === undefined ? {} : { object }),
      ...(commit === undefined ? {} : { commit }),
      ...(payload === undefined ? {} : { who: payload.by, say: payload.say }),
    };
    this.#grants.set(entry.grant, { ...before, ends: [...before.ends, end] });
  }

  /** The first word stands. */
  #review({ grant, at, verdict }: GrantReviewedEntry, bytes: Uint8Array | undefined): void {
    const before = this.#grants.get(grant);
    if (before === undefined || before.review !== undefined) return;
    const payload = decodePayload(bytes, 'mainward.dev/grant-reviewed/v1');
    const said = payload === undefined ? {} : { by: payload.by, say: payload.say };
    this.#grants.set(grant, { ...before, review: { at, verdict, ...said } });
  }
}
