import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUSTOMIZATIONS, ROLE_BINDINGS } from '../../../ports/cluster-kinds.ts';
import { jobToken, trade } from './exchange.ts';
import { GRANT, GRANT_TEXT, KUSTOMIZATION, withGrant } from './grant.ts';
import { TENANT_ROOT } from './tenant.ts';
import { until } from './until.ts';
import { Workplace } from './workplace.ts';
import { demand, type World } from './world.ts';

/** How long the agent may take until what landed is live. */
const LIVE_WITHIN_MS = 60_000;
const MAIN = 'refs/heads/main';
const OFFER = 'refs/pull/1/head';

/** What the steps hand on to those after them. */
export interface Course {
  readonly developer: Workplace;
  readonly head: string;
  readonly landed: string;
  /** When it was pushed to the protected ref; milliseconds since 1970. */
  readonly landedAt: number;
  readonly proof: string;
}

export interface ThreadStep {
  readonly name: string;
  readonly play: (
    world: World,
    course: Partial<Course>,
  ) => Promise<{ readonly said: string; readonly adds: Partial<Course> }>;
}

/** The thread, in its order. Each step shows one link between a pull request and a live object, or throws ThreadBroken. */
export const THREAD: readonly ThreadStep[] = [
  { name: 'proposed', play: propose },
  { name: 'checked', play: check },
  { name: 'approved', play: approve },
  { name: 'validated', play: validate },
  { name: 'landed', play: land },
  { name: 'deployed', play: deploy },
  { name: 'applied', play: apply },
  { name: 'traced', play: trace },
  { name: 'proved', play: prove },
];

type Played = ReturnType<ThreadStep['play']>;

async function propose(world: World): Played {
  const { developer: person } = world.cast;
  const developer = await Workplace.at(join(world.root, 'people'), person, world.origin(person.id));
  developer.write(GRANT.path, GRANT_TEXT);
  developer.write(KUSTOMIZATION, withGrant(readFileSync(join(developer.folder, KUSTOMIZATION), 'utf8')));
  await developer.git(['checkout', '--quiet', '-b', 'support-on-call']);
  await developer.git(['add', '.']);
  await developer.git([
    'commit',
    '--quiet',
    '-S',
    '-m',
    'Let support’s on-call restart what runs in payments',
  ]);
  const pushed = await developer.attempt(['push', '--quiet', 'origin', `HEAD:${OFFER}`]);
  demand(pushed.ok, 'proposed', () => pushed.said);
  const head = await developer.git(['rev-parse', 'HEAD']);
  const adds = { developer, head };
  return {
    said: `${person.id} (${person.groups.join(', ')}) offers ${short(head)}, signed, as pull request 1: RoleBinding ${GRANT.namespace}/${GRANT.name}`,
    adds,
  };
}

async function check(world: World, { developer, head = '' }: Partial<Course>): Played {
  demand(developer !== undefined, 'checked', () => 'nobody offered anything');
  const answer = await world.mainward(
    ['check', '--base', 'origin/main', '--head', head, '--ref', MAIN, '-o', 'json'],
    { cwd: developer.folder, env: developer.env },
  );
  const report = parsed(answer.out) as CheckDocument | undefined;
  demand(
    report !== undefined && report.verdict !== 'pass' && answer.code !== 0,
    'checked',
    () => `check says ${report?.verdict ?? 'nothing'} (exit ${answer.code}): ${answer.err}${answer.out}`,
  );
  const gains = report.access.gained.map(
    ({ subject, namespace, verbs, resources }) =>
      `${subject.name} gains ${verbs.join('/')} ${resources.join(', ')} in ${namespace ?? 'all namespaces'}`,
  );
  const missing = report.required.flatMap((one) =>
    one.missing.map(({ group, count, have }) => `${count - have} of ${group}`),
  );
  demand(gains.length > 0 && missing.length > 0, 'checked', () => answer.out);
  return {
    said: `${[...new Set(gains)].join(', ')}; missing: ${[...new Set(missing)].join(', ')}`,
    adds: {},
  };
}

async function approve(world: World, { head = '' }: Partial<Course>): Played {
  for (const person of world.cast.approvers) {
    const place = await Workplace.at(join(world.root, 'people'), person, world.origin(person.id));
    await place.git(['fetch', '--quiet', 'origin', '+refs/pull/*/head:refs/pull/*/head']);
    const answer = await world.mainward(
      ['approve', '--pull', '1', '--key', place.keyFile, '--roster', world.roster, '--push'],
      { cwd: place.folder, env: place.env },
    );
    demand(answer.code === 0, 'approved', () => `${person.id}: ${answer.err}`);
  }
  const names = world.cast.approvers.map(({ id }) => id).join(' and ');
  return {
    said: `${names} (platform-security) sign that they agree to ${short(head)}, and to nothing else`,
    adds: {},
  };
}

async function validate(world: World, { head = '' }: Partial<Course>): Played {
  const job = { ref: 'refs/pull/1/merge', sha: head, event_name: 'pull_request' };
  const read = await trade(world, await jobToken(world, job), 'validate/production');
  demand(read.credential !== undefined, 'validated', () => `refused: ${read.error ?? read.status}`);
  const write = await trade(world, await jobToken(world, job), 'deploy/production');
  demand(
    write.credential === undefined,
    'validated',
    () => 'the job of a pull request got a deploy credential',
  );
  return {
    said: `its job trades its token for a read-only credential of ${minutes(read.expiresIn)}; deploy is refused to it (${write.error})`,
    adds: {},
  };
}

async function land(world: World, { head = '' }: Partial<Course>): Played {
  const { merger: person } = world.cast;
  const place = await Workplace.at(join(world.root, 'people'), person, world.origin(person.id));
  const alone = await lands(place, async () => {
    place.write('README.md', 'Mine now.\n');
    place.write('tenants/payments/mine.yaml', GRANT_TEXT.replaceAll(GRANT.name, 'mine'));
    await place.git(['add', '.']);
    await place.git(['commit', '--quiet', '-S', '-m', 'Nobody needs to see this']);
  });
  demand(!alone.ok, 'landed', () => 'a change that nobody agreed to was let in');
  await place.git(['reset', '--quiet', '--hard', 'origin/main']);
  await place.git(['fetch', '--quiet', 'origin', `+${OFFER}:${OFFER}`]);
  const merged = await lands(place, () =>
    place.git(['merge', '--quiet', '--no-ff', '-S', '-m', 'Merge pull request #1', OFFER]),
  );
  demand(merged.ok, 'landed', () => merged.said);
  const landed = await place.git(['rev-parse', 'HEAD']);
  return {
    said: `${person.id} merges it as ${short(landed)}: verify passes it; the same hook refused a push that nobody had agreed to (merge of ${short(head)})`,
    adds: { landed, landedAt: Date.now() },
  };
}

async function lands(place: Workplace, make: () => Promise<unknown>): ReturnType<Workplace['attempt']> {
  await make();
  return place.attempt(['push', '--quiet', 'origin', `HEAD:${MAIN}`]);
}

async function deploy(world: World, { landed = '' }: Partial<Course>): Played {
  const token = await jobToken(world, { ref: MAIN, sha: landed, event_name: 'push' });
  const first = await trade(world, token, 'deploy/production');
  demand(first.credential !== undefined, 'deployed', () => `refused: ${first.error ?? first.status}`);
  const again = await trade(world, token, 'deploy/production');
  demand(again.credential === undefined, 'deployed', () => 'the same token was traded twice');
  return {
    said: `the merge's job gets a deploy credential of ${minutes(first.expiresIn)}, once; the replay is refused (${again.error})`,
    adds: {},
  };
}

async function apply(world: World, { landed = '', landedAt = 0 }: Partial<Course>): Played {
  const revision = `main@sha1:${landed}`;
  const { name, namespace } = TENANT_ROOT;
  const applied = await until(async () => {
    const found = await world.cluster.get({ type: KUSTOMIZATIONS, name, namespace });
    const status = found?.['status'] as { readonly lastAppliedRevision?: string } | undefined;
    return status?.lastAppliedRevision === revision ? Date.now() : undefined;
  }, LIVE_WITHIN_MS);
  demand(applied !== undefined, 'applied', () => `the agent did not apply ${revision}`);
  const live = await world.cluster.get({ type: ROLE_BINDINGS, name: GRANT.name, namespace: GRANT.namespace });
  demand(live !== undefined, 'applied', () => 'the RoleBinding is not live');
  return {
    said: `the agent applied exactly ${revision.slice(0, 22)}, ${((applied - landedAt) / 1_000).toFixed(1)} s after the push: RoleBinding ${GRANT.namespace}/${GRANT.name} is live`,
    adds: {},
  };
}

async function trace(world: World, { landed = '', developer }: Partial<Course>): Played {
  demand(developer !== undefined, 'traced', () => 'nobody offered anything');
  const passport = await until(async () => {
    const answer = await world.mainward(
      ['trace', `RoleBinding/${GRANT.name}`, '-n', GRANT.namespace, '--log', world.log, '-o', 'json'],
      { cwd: developer.folder, env: developer.env },
    );
    const document = parsed(answer.out) as PassportDocument | undefined;
    return document?.commit === landed && document.live !== null ? document : undefined;
  }, LIVE_WITHIN_MS);
  demand(passport !== undefined, 'traced', () => 'the live object cannot be traced to what landed');
  const who = passport.people.map(personName).join(', ');
  const agreed = passport.approvals.map(({ person }) => personName(person)).join(', ');
  return {
    said: `RoleBinding ${GRANT.namespace}/${GRANT.name} ← ${short(landed)}: by ${who}; agreed to by ${agreed}; ${passport.checks.length} checks; ${passport.ledger.length} entries`,
    adds: {},
  };
}

async function prove(world: World, { developer }: Partial<Course>): Played {
  demand(developer !== undefined, 'proved', () => 'nobody offered anything');
  const proof = join(world.root, 'proof.json');
  const at = { cwd: world.root, env: developer.env };
  const made = await world.mainward(
    ['trace', `RoleBinding/${GRANT.name}`, '-n', GRANT.namespace, '--log', world.log, '-o', `proof=${proof}`],
    at,
  );
  demand(made.code === 0, 'proved', () => made.err);
  const verified = await world.mainward(['log', 'verify', proof, '--trust', world.trust, '--offline'], at);
  demand(verified.code === 0, 'proved', () => `${verified.out}${verified.err}`);
  return {
    said: `an auditor verifies all of it offline from one file: mainward log verify ${proof} --trust ${world.trust}`,
    adds: { proof },
  };
}

interface CheckDocument {
  readonly verdict: string;
  readonly access: {
    readonly gained: readonly {
      readonly subject: { readonly kind: string; readonly name: string };
      readonly verbs: readonly string[];
      readonly resources: readonly string[];
      readonly namespace: string | null;
    }[];
  };
  readonly required: readonly {
    readonly missing: readonly { readonly group: string; readonly count: number; readonly have: number }[];
  }[];
}

type Somebody = string | { readonly account: string };

interface PassportDocument {
  readonly commit: string;
  readonly people: readonly Somebody[];
  readonly approvals: readonly { readonly person: Somebody }[];
  readonly checks: readonly unknown[];
  readonly live: unknown;
  readonly ledger: readonly unknown[];
}

function parsed(text: string): unknown {
  return text.trim() === '' ? undefined : JSON.parse(text);
}

function personName(person: Somebody): string {
  return typeof person === 'string' ? person : person.account;
}

function short(oid: string): string {
  return oid.slice(0, 10);
}

function minutes(seconds = 0): string {
  return `${Math.round(seconds / 60)} minutes`;
}
