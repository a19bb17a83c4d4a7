import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitCliOpener } from '../src/adapters/git-cli/opener.ts';
import { type SigningKey, signingKey } from '../src/entrypoints/demo/git/keys.ts';
import { ObjectStore } from '../src/entrypoints/demo/git/objects.ts';
import { storeRepository } from '../src/entrypoints/demo/git/store.ts';
import { NO_EVIDENCE } from '../src/flows/evidence/evidence.ts';
import { verifyAhead } from '../src/flows/verify/aside.ts';
import { verify } from '../src/flows/verify/verify.ts';
import { readAllowedSigners } from '../src/stages/1-commit/allowed-signers.ts';
import { readCommit } from '../src/stages/1-commit/commit.ts';
import { judgeSignature } from '../src/stages/1-commit/judge.ts';
import { keyRing } from '../src/stages/1-commit/key-ring.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const COMMITS = 4_000;
const SIGNERS = 20;
const SAMPLE = 200;
const ROUNDS = 3;

/** A commit's SSH signature: reading and verifying it here, against what git takes for the same commits. */
export async function measure(): Promise<readonly Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'mainward-bench-'));
  try {
    const folder = join(root, 'signed');
    const signers = make(folder);
    const file = join(root, 'allowed_signers');
    writeFileSync(file, signers);
    const reference = gitMilliseconds(folder, file) / SAMPLE;
    const against = `git log --format=%G?, ${SAMPLE} commits`;
    const row = (name: string, milliseconds: number, limit: number): Measurement => ({
      name: `${name}, of ${COMMITS} commits by ${SIGNERS} signers, each`,
      ours: milliseconds / COMMITS,
      reference,
      unit: 'ms',
      against,
      limit,
    });
    const signatures = await medianMilliseconds(ROUNDS, () => signaturesOf(folder, signers));
    const landings = await medianMilliseconds(ROUNDS, () => landingsOf(folder, signers));
    return [row('signatures', signatures, 1 / 50), row('landings judged from end to end', landings, 1 / 10)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function signaturesOf(folder: string, signers: string): Promise<void> {
  const repository = await new GitCliOpener().open(folder);
  if (repository === undefined) throw new Error('The repository is not there.');
  const ring = keyRing([readAllowedSigners(signers)]);
  const raw = await repository.commits({ from: [repository.head().oid ?? ''] });
  const commits = raw.flatMap(({ oid, bytes }) => {
    const commit = readCommit(oid, bytes);
    return commit.ok ? [commit.value] : [];
  });
  await verifyAhead(
    ring.verifier,
    commits.flatMap(({ signature, payload }) =>
      signature === undefined ? [] : [{ armour: signature.armour, payload }],
    ),
  );
  const good = commits.filter((commit) => judgeSignature(commit, ring).status === 'good').length;
  await repository.close();
  if (good !== COMMITS) throw new Error(`Only ${good} of ${COMMITS} signatures are good.`);
}

async function landingsOf(folder: string, allowedSigners: string): Promise<void> {
  const { landings } = await verify(
    { path: folder, now: new Date().toISOString(), evidence: { ...NO_EVIDENCE, allowedSigners } },
    { git: new GitCliOpener(), clock: () => 0 },
  );
  if (landings.length !== COMMITS) throw new Error(`Only ${landings.length} of ${COMMITS} landed.`);
}

/** Git starts processes for each commit, so a sample says enough; it is warmed by a first one. */
function gitMilliseconds(folder: string, signers: string): number {
  const run = (count: number): string =>
    execFileSync(
      'git',
      ['-C', folder, '-c', `gpg.ssh.allowedSignersFile=${signers}`, 'log', `-${count}`, '--format=%G?'],
      { encoding: 'utf8' },
    );
  run(5);
  const start = performance.now();
  const said = run(SAMPLE);
  const took = performance.now() - start;
  if (said !== 'G\n'.repeat(SAMPLE)) throw new Error('Git does not take these signatures for good.');
  return took;
}

/** Makes the repository; answers with whose keys are whose. */
function make(folder: string): string {
  const keys = Array.from({ length: SIGNERS }, (_, index) =>
    signingKey(createHash('sha256').update(`signer ${index}`).digest()),
  );
  const store = new ObjectStore();
  let tip: string | undefined;
  for (let index = 0; index < COMMITS; index += 1) {
    tip = commit(store, index, keys[index % SIGNERS], tip);
  }
  storeRepository(folder, store, new Map([['refs/heads/main', tip ?? '']]));
  return keys.map(({ publicLine }, index) => `${email(index)} ${publicLine}\n`).join('');
}

function commit(
  store: ObjectStore,
  index: number,
  key: SigningKey | undefined,
  parent: string | undefined,
): string {
  const who = {
    name: `Signer ${index % SIGNERS}`,
    email: email(index % SIGNERS),
    at: 1_767_225_600 + index * 60,
    zone: '+0000',
  };
  return store.commit({
    files: new Map([[`apps/${index % 50}.yaml`, `version: ${index}\n`]]),
    parents: parent === undefined ? [] : [parent],
    author: who,
    committer: who,
    message: `Change ${index}`,
    ...(key === undefined ? {} : { key }),
  });
}

function email(index: number): string {
  return `signer-${index}@example.org`;
}
