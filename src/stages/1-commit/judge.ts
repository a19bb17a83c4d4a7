import type { Commit } from '../../model/git.ts';
import type { SignatureKind } from '../../model/landing.ts';
import type { CommitSignature, Witness } from '../../model/signature.ts';
import { looksLikeSigstore } from './armour.ts';
import { type Candidate, candidatesFor } from './holders.ts';
import type { KeyRing } from './key-ring.ts';
import type { SshVerifier } from './sshsig.ts';
import { type Standing, standingOf } from './standing.ts';

/** Who signed a commit, as far as the ring can tell, and whether the key was theirs at a witnessed time. */
export function judgeSignature(commit: Commit, ring: KeyRing, witness?: Witness): CommitSignature {
  const signedAt = rfc3339(commit.committer.when);
  const common = {
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(witness === undefined ? {} : { witnessedAt: witness.time, witness: witness.source }),
  };
  const { signature } = commit;
  const kind = kindOf(commit);
  if (signature === undefined && !commit.oddities.some(concernsSignatures)) {
    return { ...common, kind, status: 'unsigned', why: 'the commit carries no signature' };
  }
  const [oddity] = commit.oddities;
  if (oddity !== undefined || signature === undefined) {
    return {
      ...common,
      kind,
      status: 'malformed',
      why: `readers may disagree about this commit: ${oddity ?? ''}`,
    };
  }
  if (signature.kind !== 'ssh') return { ...common, kind, ...notRead(kind) };
  const made = {
    armour: signature.armour,
    payload: commit.payload,
    claimed: commit.committer.when * 1_000,
    email: commit.committer.email,
    what: 'commit' as const,
  };
  return { ...common, kind, ...judgeSsh(made, ring, ring.verifier, witness) };
}

/** A signature that was made with SSH, and what its maker says about it. */
export interface SshMade {
  readonly armour: string;
  readonly payload: Uint8Array;
  /** When it was made, by its own word; milliseconds since 1970. */
  readonly claimed: number;
  /** Which of several holders is meant, where the ring knows them only by address. */
  readonly email?: string;
  readonly what: 'commit' | 'statement';
}

export type SshJudgement = Pick<CommitSignature, 'status' | 'why' | 'supply' | 'person' | 'key' | 'keyType'>;

/** Who made an SSH signature, as far as the ring can tell, and whether the key was theirs at a witnessed time. */
export function judgeSsh(
  made: SshMade,
  ring: KeyRing,
  verifier: SshVerifier,
  witness: Witness | undefined,
): SshJudgement {
  const verified = verifier.verify(made.armour, made.payload);
  if (verified.kind === 'malformed') return { status: 'malformed', why: verified.why };
  if (verified.kind === 'unsupported')
    return { status: 'unknown', why: verified.why, supply: `another verifier for this ${made.what}` };
  const { key } = verified;
  const about = key === undefined ? {} : { key: key.fingerprint, keyType: key.type };
  if (verified.kind === 'bad') return { ...about, status: 'bad', why: verified.why };
  const candidates = candidatesFor(verified.key, ring);
  if (!candidates.ok) return { ...about, ...candidates.error };
  return { ...about, ...choose(made, candidates.value, witness) };
}

type Verdict = Pick<CommitSignature, 'status' | 'why' | 'supply' | 'person'>;

const ORDER: readonly Standing['status'][] = ['unknown', 'revoked', 'expired', 'not-yet-valid'];

/** A roster names people; where it knows the key, what labels other files give the key says nothing more. */
function choose(
  { claimed, email, what }: SshMade,
  candidates: readonly Candidate[],
  witness: Witness | undefined,
): Verdict {
  const named = candidates.filter(({ person }) => typeof person === 'string');
  const judged = (named.length > 0 ? named : candidates).map(({ person, window }) => ({
    person,
    ...standingOf(window, claimed, witness, what),
  }));
  const possible = judged.filter(({ status }) => status === 'good' || status === 'unknown');
  if (named.length > 0 && new Set(possible.map(({ person }) => person)).size > 1) {
    return {
      status: 'unknown',
      why: 'the key is given to several people, so it does not say which of them signed',
      supply: 'one holder at a time for this key',
    };
  }
  const good = judged.filter(({ status }) => status === 'good');
  const best = good.find(({ person }) => typeof person !== 'string' && person.account === email) ?? good[0];
  if (best !== undefined) return best;
  for (const status of ORDER) {
    const found = judged.find((one) => one.status === status);
    if (found !== undefined) return found;
  }
  return { status: 'unknown-key', why: 'the key is given to nobody' };
}

function kindOf(commit: Commit): SignatureKind {
  const { signature } = commit;
  if (signature === undefined || signature.kind === 'unrecognised') return 'none';
  if (signature.kind !== 'cms') return signature.kind;
  return looksLikeSigstore(signature.armour) ? 'sigstore' : 'x509';
}

function notRead(kind: SignatureKind): Verdict {
  const said: Readonly<Record<SignatureKind, readonly [string, string]>> = {
    ssh: ['', ''],
    openpgp: [
      'OpenPGP signatures are recognised and not verified here',
      'the holder’s OpenPGP public keys and a verifier for them',
    ],
    x509: [
      'X.509 signatures are recognised and not verified here',
      'the authority’s root certificates and a verifier for them',
    ],
    sigstore: [
      'Sigstore signatures are recognised and not verified here',
      'the expected identity and issuer, and a verifier for them',
    ],
    none: ['the signature is of no kind that is known', 'a signature made with SSH'],
  };
  const [why, supply] = said[kind];
  return { status: kind === 'none' ? 'malformed' : 'unknown', why, supply };
}

function concernsSignatures(oddity: string): boolean {
  return oddity.includes('signature');
}

function rfc3339(seconds: number): string | undefined {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : `${date.toISOString().slice(0, -5)}Z`;
}
