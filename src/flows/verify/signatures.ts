import type { ForgeEvidence } from '../../model/evidence.ts';
import type { CommitSignature, Witness } from '../../model/signature.ts';
import { readAllowedSigners } from '../../stages/1-commit/allowed-signers.ts';
import { judgeSignature } from '../../stages/1-commit/judge.ts';
import { grantsOfRoster, type KeyRing, keyRing } from '../../stages/1-commit/key-ring.ts';
import { backdatedBecause, witnessTimes } from '../../stages/1-commit/witness.ts';
import type { BroughtCommit } from '../../stages/2-review/judge/input.ts';
import type { Brought } from '../../stages/2-review/landings/brought.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { verifyAhead } from './aside.ts';
import type { History } from './history.ts';
import { sightings } from './sightings.ts';

/** Whose keys are whose, by everything that was supplied. */
export function ringOf(evidence: Evidence): KeyRing {
  return keyRing([
    ...(evidence.roster === undefined ? [] : [grantsOfRoster(evidence.roster)]),
    ...(evidence.allowedSigners === undefined ? [] : [readAllowedSigners(evidence.allowedSigners)]),
  ]);
}

/** What each landing brought, with who signed it. A commit that two landings show is verified once. */
export async function readSignatures(
  brought: readonly Brought[],
  history: Pick<History, 'commits'>,
  evidence: ForgeEvidence | undefined,
  { ring, now }: { readonly ring: KeyRing; readonly now: string },
): Promise<readonly (readonly BroughtCommit[])[]> {
  await verifyBrought(brought, ring);
  const witnesses = witnessTimes([...history.commits.values()], sightings(evidence));
  // Whatever is read exists by now, which settles the keys that have not ended yet.
  const reading: Witness = { time: now, source: 'this reading', atLatest: true };
  const known = new Map<string, BroughtCommit>();
  return brought.map(({ commits }) =>
    commits.map((commit) => {
      const seen = known.get(commit.oid);
      if (seen !== undefined) return seen;
      const witness = witnesses.get(commit.oid);
      const parents = commit.parents.flatMap((oid) => history.commits.get(oid)?.committer.when ?? []);
      const backdated = backdatedBecause(commit.committer.when, parents, witness) !== undefined;
      const one: BroughtCommit = {
        commit,
        signature:
          witness === undefined
            ? withoutWitness(judgeSignature(commit, ring, reading))
            : judgeSignature(commit, ring, witness),
        ...(backdated ? { backdated } : {}),
      };
      known.set(commit.oid, one);
      return one;
    }),
  );
}

async function verifyBrought(brought: readonly Brought[], ring: KeyRing): Promise<void> {
  const signed = new Map(
    brought.flatMap(({ commits }) =>
      commits.flatMap(({ oid, payload, signature }) =>
        signature?.kind === 'ssh' ? [[oid, { armour: signature.armour, payload }] as const] : [],
      ),
    ),
  );
  await verifyAhead(ring.verifier, [...signed.values()]);
}

function withoutWitness({
  witnessedAt: _witnessedAt,
  witness: _witness,
  ...signature
}: CommitSignature): CommitSignature {
  return signature;
}

/** The same where nobody's keys were supplied, so that verifying would settle nothing. */
export function unverified(brought: readonly Brought[]): readonly (readonly BroughtCommit[])[] {
  const unknown: CommitSignature = {
    kind: 'none',
    status: 'unknown',
    why: 'nobody’s keys were supplied, so signatures were not verified',
    supply: '--evidence DIR or --roster FILE, with keys',
  };
  const unsigned: CommitSignature = {
    kind: 'none',
    status: 'unsigned',
    why: 'the commit carries no signature',
  };
  return brought.map(({ commits }) =>
    commits.map((commit) => ({
      commit,
      signature:
        commit.signature === undefined
          ? unsigned
          : {
              ...unknown,
              kind:
                commit.signature.kind === 'ssh'
                  ? 'ssh'
                  : commit.signature.kind === 'openpgp'
                    ? 'openpgp'
                    : 'x509',
            },
    })),
  );
}
