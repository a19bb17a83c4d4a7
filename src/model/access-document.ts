import type { AccessGrantKind } from './access-grant.ts';
import type { ObjectRef, Sha256 } from './ledger.ts';

/** What may be asked for: `mainward.dev/access-policies/v1`. */
export interface AccessPoliciesDocument {
  readonly schema: 'mainward.dev/access-policies/v1';
  readonly policies: readonly OfferedAccess[];
}

export interface OfferedAccess {
  readonly name: string;
  readonly repository: string;
  readonly cluster: string;
  /** `null` = cluster scope. */
  readonly offers: readonly { readonly namespace: string | null; readonly role: string }[];
  /** May the reader ask for it? */
  readonly eligible: boolean;
  readonly longestMinutes: number;
  readonly usualMinutes: number;
  readonly approvals: readonly { readonly group: string; readonly count: number }[];
  readonly reasonPrefixes: readonly string[];
  readonly pendingMinutes: number;
  readonly breakGlass?: {
    readonly eligible: boolean;
    readonly longestMinutes: number;
    readonly reviewers: readonly string[];
    readonly reviewWithinMinutes: number;
  };
}

/** What somebody may do with a grant; the gate judges agreement by the signature all the same. */
export type GrantAct = 'agree' | 'end' | 'review';

/** Temporary access, the newest first: `mainward.dev/access-grants/v1`. */
export interface AccessGrantsDocument {
  readonly schema: 'mainward.dev/access-grants/v1';
  /** What the server's clock said; countdowns are from here. */
  readonly now: string;
  readonly grants: readonly ListedGrant[];
}

export interface ListedGrant {
  readonly id: string;
  readonly kind: AccessGrantKind;
  readonly policy: string;
  readonly cluster: string;
  readonly repository: string;
  /** `ending`: its time is over, and nobody recorded yet that it ended. */
  readonly state: 'pending' | 'active' | 'ending' | 'ended';
  /** Id in the roster; absent where it was erased. */
  readonly person?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly requestedAt?: string;
  readonly expires: string;
  readonly began?: { readonly at: string; readonly commit: string };
  /** One for each way in which it ended. */
  readonly ends: readonly {
    readonly at: string;
    readonly by: 'guard' | 'commit' | 'void';
    readonly why: 'expired' | 'revoked' | 'refused';
    readonly who?: string;
    readonly say?: string;
    readonly object?: ObjectRef;
    readonly commit?: string;
  }[];
  /** Of break-glass: until when it is to be reviewed, or what became of that. */
  readonly review?: {
    readonly due: string;
    readonly overdue: boolean;
    readonly verdict?: 'justified' | 'not-justified' | 'misuse';
    readonly by?: string;
    readonly say?: string;
    readonly at?: string;
  };
  /** Ids of other grants by which the same person has the same while this one is over. */
  readonly stillHasBy: readonly string[];
  /** What the reader may do with it now. */
  readonly may: readonly GrantAct[];
}

/** One grant, with what is to be agreed to: `mainward.dev/access-grant/v1`. */
export interface AccessGrantDocument extends ListedGrant {
  readonly schema: 'mainward.dev/access-grant/v1';
  /** SHA-256 of the manifests. */
  readonly bundle: Sha256;
  /** The two files, byte for byte; absent where they were erased. */
  readonly record?: string;
  readonly manifests?: string;
  /** Absent where it was not asked for here. */
  readonly offered?: { readonly ref: string; readonly head: string };
  readonly approvers: readonly string[];
  /** How many of which group have not agreed yet; empty where nothing is missing, or nothing is asked any more. */
  readonly missing: readonly { readonly group: string; readonly count: number }[];
}
