import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitCommitter } from '../src/adapters/committer-git/committer.ts';
import { GitCliOpener } from '../src/adapters/git-cli/opener.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemPause } from '../src/adapters/system/pause.ts';
import { opensshKeyFile } from '../src/entrypoints/demo/git/key-file.ts';
import { signingKey } from '../src/entrypoints/demo/git/keys.ts';
import { ObjectStore } from '../src/entrypoints/demo/git/objects.ts';
import { storeRepository } from '../src/entrypoints/demo/git/store.ts';
import { installHook } from '../src/entrypoints/hook/install.ts';
import type { Observation, RepositoryObserver } from '../src/flows/observe/observer.ts';
import { ReviewBoard } from '../src/flows/review/board/board.ts';
import { RemedyDesk } from '../src/flows/review/remedy/desk.ts';
import { ReviewStarter } from '../src/flows/review/start.ts';
import { ReviewTurn } from '../src/flows/review/turn.ts';
import { FakeLedger } from '../src/ports/ledger.fake.ts';
import { type Measurement, medianMilliseconds } from './measure.ts';

const BUDGET_MILLISECONDS = 3_000;
const SCRIPT = fileURLToPath(new URL('../bin/mainward.js', import.meta.url));
const NAME = 'shop';
const REF = 'refs/heads/main';
const FILES = 50;
const BINDINGS = 4;
const SUBJECTS = 20;
/** In each file. */
const REVOKED = new Set(['r1/p2', 'r3/p7']);

/**
 * 100 of 4,000 items are revoked, two a file: from the question to the commit that is offered and on record. The population
 * anew, surgery, who would have access without the lines, and a push through the real hook.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'mainward-bench-'));
  try {
    const repository = await made(root);
    const asked: (() => Promise<void>)[] = [];
    for (let round = 0; round < 4; round += 1) asked.push(await campaign(repository));
    const ours = await medianMilliseconds(3, async () => asked.pop()?.());
    return [
      {
        name: 'remedy, 100 revocations in 50 files, offered through the hook',
        ours,
        reference: BUDGET_MILLISECONDS,
        unit: 'ms',
        against: 'budget',
        limit: 1,
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Made {
  readonly path: string;
  readonly tip: string;
  readonly keyFile: string;
}

/** A campaign of its own of which 100 items are revoked; answers with what has a commit offered for them. */
async function campaign({ path, tip, keyFile }: Made): Promise<() => Promise<void>> {
  const ledger = new FakeLedger(systemClock);
  const board = new ReviewBoard(ledger);
  const observation: Observation = {
    standing: { tip, accepted: tip, line: new Map([[tip, 0]]), holds: () => true },
    notes: [],
  };
  const observer: Pick<RepositoryObserver, 'place' | 'current' | 'judge'> = {
    place: { name: NAME, path, ref: REF, policy: '.mainward' },
    current: () => Promise.resolve(observation),
    judge: () => Promise.resolve('pass'),
  };
  const robot = { name: 'Mainward', email: 'mainward@example.org', keyFile };
  const turn = new ReviewTurn();
  const ports = {
    git: new GitCliOpener(),
    ledger,
    clock: systemClock,
    random: { bytes: (count: number) => randomBytes(count) },
    board,
    turn,
    observers: new Map([[NAME, observer]]),
  };
  const starter = new ReviewStarter({ ...ports, pause: systemPause });
  const begun = await starter.start({ definition: 'quarterly', repository: NAME, by: 'sue' });
  for (const { item } of begun.items())
    if (REVOKED.has(`${item.binding.name}/${item.principal.subject.name}`))
      begun.states.set(item.id, 'revoked');
  const desk = new RemedyDesk({
    ...ports,
    committer: new GitCommitter(new Map([[NAME, { path, ref: REF, robot }]]), systemClock),
    committed: new Set([NAME]),
    live: () => undefined,
  });
  return async () => {
    const answer = await desk.remediate(begun.id);
    const offered = answer?.ok === true ? answer.value.proposals[0]?.items.length : 0;
    if (offered !== FILES * REVOKED.size) throw new Error(`Not all is offered: ${JSON.stringify(answer)}`);
  };
}

async function made(root: string): Promise<Made> {
  const key = signingKey(createHash('sha256').update('mainward').digest());
  const store = new ObjectStore();
  const who = { name: 'Sue', email: 'sue@example.org', at: 1_767_225_600, zone: '+0000' };
  const names = Array.from({ length: FILES }, (_, at) => `b${at}.yaml`);
  const roster = `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata: {name: people}
spec:
  people:
    - {id: sue, emails: [sue@example.org], groups: [security]}
    - {id: tom, emails: [tom@example.org], groups: [security]}
  robots:
    - {id: mainward, owners: [sue], emails: [mainward@example.org], accounts: [{system: git, login: mainward@example.org}], keys: [{type: ssh, publicKey: '${key.publicLine}'}]}
`;
  const tip = store.commit({
    files: new Map([
      ['.mainward/roster.yaml', roster],
      ['.mainward/policy.yaml', POLICY],
      ['rbac/kustomization.yaml', `resources:\n${names.map((name) => `  - ${name}\n`).join('')}`],
      ...names.map((name, at): [string, string] => [`rbac/${name}`, file(at)]),
    ]),
    parents: [],
    author: who,
    committer: who,
    message: 'Begin',
  });
  const folder = join(root, 'made');
  storeRepository(folder, store, new Map([[REF, tip]]));
  const path = join(root, 'shop.git');
  execFileSync('git', ['clone', '-q', '--bare', folder, path]);
  const rosterFile = join(root, 'roster.yaml');
  writeFileSync(rosterFile, roster);
  const keyFile = join(root, 'robot.key');
  writeFileSync(keyFile, opensshKeyFile(key, 'mainward@example.org'), { mode: 0o600 });
  await installHook({
    folder: path,
    roster: rosterFile,
    self: [process.execPath, SCRIPT],
    now: new Date().toISOString(),
  });
  return { path, tip, keyFile };
}

const POLICY = `apiVersion: mainward.dev/v1alpha1
kind: ReviewDefinition
metadata: {name: quarterly}
spec: {owner: security, clusters: [production]}
---
apiVersion: mainward.dev/v1alpha1
kind: Requirement
metadata: {name: agreed}
spec: {approvals: [{group: security, count: 1}]}
`;

function file(number: number): string {
  return Array.from({ length: BINDINGS }, (_, at) => binding(`r${at}`, `n${number}`)).join('');
}

function binding(name: string, namespace: string): string {
  const subjects = Array.from(
    { length: SUBJECTS },
    (_, at) => `  - kind: User\n    name: p${at}\n    apiGroup: rbac.authorization.k8s.io\n`,
  );
  return `---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ${name}, namespace: ${namespace}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: edit
subjects:
${subjects.join('')}`;
}
