import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node/ed25519.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { initLedger, openLedger } from '../../src/entrypoints/ledger/open.ts';
import { readPublished } from '../../src/entrypoints/ledger/published.ts';
import { ClusterObserver } from '../../src/flows/observe/cluster-observer.ts';
import { auditEntries } from '../../src/flows/trace/audit.ts';
import type { Claim } from '../../src/flows/trace/claim.ts';
import { readTraceQuestion } from '../../src/flows/trace/question.ts';
import { ScanningLedger } from '../../src/flows/trace/scanning.ts';
import { proofOf, type Traced, trace } from '../../src/flows/trace/trace.ts';
import { verifyProof } from '../../src/ledger/proof.ts';
import { readTrust } from '../../src/ledger/trust.ts';
import type { PassportDocument } from '../../src/model/passport.ts';
import type { ProofDocument } from '../../src/model/proof.ts';
import { KUSTOMIZATIONS, NAMESPACES, ROLE_BINDINGS } from '../../src/ports/cluster-kinds.ts';
import { jsonText } from '../../src/reports/json.ts';
import { renderPassportText } from '../../src/reports/passport/text.ts';
import { run } from '../support/project.ts';
import { FluxScene, OBSERVER, SOURCE } from './flux.ts';
import { NAME, REF, ROLE_BINDING, Scene } from './scene.ts';

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };

/** One thread, from offer to live object, in a real ledger. */
let folder: string;
let scene: Scene;
let flux: FluxScene;
let verifierKey: string;
let head: string;
let commit: string;
let traced: Traced;
let proof: ProofDocument;
let text: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-trace-'));
  scene = new Scene(2);
  await initLedger({ folder: join(folder, 'log') }, random);
  const opened = await openLedger({ folder: join(folder, 'log') }, scene.clock);
  verifierKey = opened.verifierKey;
  scene.store = opened.ledger;
  flux = await FluxScene.make(scene);
  const observer = scene.observer();
  await observer.observe();
  scene.shop.signWith(keyFile('ann'));
  head = scene.shop.offer(7, scene.base, { 'apps/view.yaml': ROLE_BINDING('view', 'bob') });
  scene.shop.signWith(undefined);
  await observer.observe();
  for (const who of ['ben', 'dee']) scene.approve(who, head);
  await observer.observe();
  commit = scene.shop.merge(7, head);
  const { standing } = await observer.observe();
  await flux.publisher().publish(standing);
  await applyAsAgent();
  await new ClusterObserver(
    { cluster: 'production', sources: [{ ...SOURCE, repository: NAME, path: scene.shop.folder, ref: REF }] },
    {
      git: new GitCliOpener(),
      ledger: opened.ledger,
      cluster: flux.inner.as(OBSERVER),
      clock: scene.clock,
      random,
    },
  ).see((await flux.admin().list(KUSTOMIZATIONS)).items);
  traced = await trace(readTraceQuestion('RoleBinding/view', { namespace: 'shop' }), opened.ledger);
  proof = await proofOf(traced, opened.ledger);
  text = jsonText(proof);
  await opened.close();
  writeFileSync(join(folder, 'trust'), `${verifierKey}\n`);
  writeFileSync(join(folder, 'proof.json'), text);
});
afterAll(() => {
  flux?.remove();
  scene?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The file of a key that the roster gives to somebody. */
function keyFile(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, scene.keyFile(name), { mode: 0o600 });
  return path;
}

async function applyAsAgent(): Promise<void> {
  const admin = flux.admin();
  await admin.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await admin.create(ROLE_BINDINGS, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'view', namespace: 'shop' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
  });
  await admin.create(KUSTOMIZATIONS, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec: { path: './apps', sourceRef: { kind: 'ExternalArtifact', name: SOURCE.name } },
  });
  const entries = [{ id: 'shop_view_rbac.authorization.k8s.io_RoleBinding', v: 'v1' }];
  const body = { status: { lastAppliedRevision: `main@sha1:${commit}`, inventory: { entries } } };
  await admin.patch(
    { type: KUSTOMIZATIONS, namespace: 'flux-system', name: 'apps' },
    { kind: 'merge', body },
    { subresource: 'status' },
  );
}

async function claimsOf(document: unknown): Promise<readonly Claim[] | readonly string[]> {
  const trust = readTrust(verifierKey, nodeCrypto.sha256);
  if (!trust.ok) throw new Error(trust.error);
  const proven = verifyProof(document, trust.value, nodeCrypto);
  return proven.ok ? auditEntries(proven.value.entries) : proven.error;
}

describe('the passport of a live object', () => {
  test('names author, approvers, checks, times, digests and who applied it', () => {
    const { passport } = traced;
    expect(passport).toMatchObject({
      object: { kind: 'RoleBinding', namespace: 'shop', name: 'view' },
      commit,
      change: {
        repository: NAME,
        ref: REF,
        proposal: '7',
        head,
        before: scene.base,
        verdict: 'pass',
        reasons: [],
      },
      people: ['ann', 'cy'],
      approvals: [
        { person: 'ben', state: 'counted', head, at: '2026-01-01T00:00:00Z' },
        { person: 'dee', state: 'counted', head },
      ],
      checks: [{ verdict: 'pass', head, base: scene.base }],
      deployedBy: [
        {
          cluster: 'production',
          commit,
          source: { kind: 'ExternalArtifact', ...SOURCE },
          agent: { kind: 'Kustomization', name: 'apps' },
        },
      ],
      live: { cluster: 'production', object: { name: 'view' } },
      links: {
        approved: { verdict: 'holds' },
        checked: { verdict: 'holds' },
        applied: { verdict: 'holds' },
      },
    } satisfies Deep<PassportDocument>);
    expect(passport.change?.commits).toContainEqual({ commit: head, signature: 'good', person: 'ann' });
    expect(passport.ledger.map(({ entry }) => entry.type)).toEqual([
      'change.landed',
      'policy.loaded',
      'change.proposed',
      'change.checked',
      'change.approved',
      'change.approved',
      'change.landed',
      'source.published',
      'agent.applied',
      'object.live',
    ]);
  });

  test.each(['the commit', 'its beginning', 'what was offered', 'the archive', 'a statement', 'the agent'])(
    'is found by %s, too',
    async (by) => {
      const { view } = await readPublished({ folder: join(folder, 'log') });
      const [delivery] = traced.passport.deployedBy;
      const asked = {
        'the commit': commit,
        'its beginning': commit.slice(0, 9),
        'what was offered': head,
        'the archive': `sha256:${delivery?.artifact}`,
        'a statement': traced.passport.approvals[0]?.statement,
        'the agent': 'kustomization/apps',
      }[by];
      const again = await trace(readTraceQuestion(asked ?? '', {}), new ScanningLedger(view));
      expect(again.passport.change).toEqual(traced.passport.change);
      expect(again.indexes).toEqual(traced.indexes);
    },
  );

  test('is not made up of what the ledger does not know', async () => {
    const { view } = await readPublished({ folder: join(folder, 'log') });
    for (const [asked, code] of [
      ['RoleBinding/other', 'NOT_RECORDED'],
      ['f'.repeat(40), 'NOT_RECORDED'],
      ['f'.repeat(64), 'NOT_RECORDED'],
    ] as const)
      await expect(trace(readTraceQuestion(asked, {}), new ScanningLedger(view))).rejects.toMatchObject({
        code,
      });
    for (const asked of ['', 'x', '../x', 'abc', 'g'.repeat(40)])
      expect(() => readTraceQuestion(asked, {})).toThrow(/is no object, commit or digest/);
  });

  test('is shown as text, with the entries that say so', () => {
    const shown = renderPassportText(traced.passport, { width: 100, color: false });
    expect(shown).toContain(
      `RoleBinding shop/view in cluster production ← ${commit.slice(0, 12)} (change 7 of shop: Offer 7, part 1)`,
    );
    expect(shown).toMatch(/made by {5}ann and cy; \d commits, 1 signed by a known key/);
    expect(shown).toContain(`approved by ben for ${head.slice(0, 12)}, 2026-01-01T00:00:00Z, counted`);
    expect(shown).toMatch(/landed is what was approved {2}holds: .*\[2, 4, 5, 6\]/);
  });
});

describe('a scan with a ledger in view', () => {
  test('judges the invariant of every change that it records', () => {
    const args = ['scan', scene.shop.folder, '--only', 'chain', '--all', '-o', 'json'];
    const scanned = (...more: readonly string[]): readonly string[] => {
      const command = [join(process.cwd(), 'bin/mainward.js'), ...args, ...more];
      const answer = run(process.execPath, command, { cwd: folder });
      const { findings } = JSON.parse(answer.stdout) as {
        readonly findings: readonly { readonly control: string; readonly verdict: string }[];
      };
      return findings.map((one) => `${one.control} ${one.verdict}`).filter((one) => one.endsWith(' holds'));
    };
    const links = ['approved', 'checked'].map((link) => `chain/landed-is-what-was-${link} holds`);
    expect(scanned('--log', 'log')).toEqual(
      expect.arrayContaining([...links, 'chain/applied-is-what-landed holds']),
    );
    expect(scanned()).not.toEqual(expect.arrayContaining(links));
  });
});

describe('the proof of a passport', () => {
  test('shows all of it with nothing else: signatures, commits, reports and that it is the same', async () => {
    const claims = (await claimsOf(proof)) as readonly Claim[];
    expect(claims.filter(({ state }) => state !== 'shown')).toEqual([]);
    const shown = claims.map(({ what }) => what);
    for (const who of ['ben', 'dee'])
      expect(shown).toContain(`${who} signed the approval of ${head.slice(0, 12)}, with a key of the roster`);
    expect(shown).toContain(`ann signed commit ${head.slice(0, 12)}, with a key of the roster`);
    for (const link of ['what was approved', 'what was checked', 'what was handed over and applied'])
      expect(shown).toContain(`${commit.slice(0, 12)} is ${link}`);
  });

  test('is verified by the command, from the file alone', () => {
    const args = ['log', 'verify', 'proof.json', '--trust', 'trust', '--offline', '-o', 'json'];
    const answer = run(process.execPath, [join(process.cwd(), 'bin/mainward.js'), ...args], { cwd: folder });
    expect(answer.stderr).toBe('');
    expect(answer.status).toBe(0);
    expect(JSON.parse(answer.stdout)).toMatchObject({ verified: true, payloadsAbsent: 0, faults: [] });
  });

  test('is found out whichever byte of it was changed', () => {
    const whole = Buffer.from(text);
    const kinds = new Map<string, number[]>();
    for (const [at, byte] of whole.entries()) {
      const kind = String.fromCharCode(byte);
      const places = kinds.get(kind) ?? [];
      places.push(at);
      kinds.set(kind, places);
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds.values()),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (places, pick, change) => {
          const changed = Buffer.from(whole);
          const at = places[pick % places.length] ?? 0;
          changed[at] = (changed[at] ?? 0) ^ change;
          expect(isSound(changed)).toBe(false);
        },
      ),
      { numRuns: 400 },
    );
    expect(isSound(whole)).toBe(true);
  });

  test.each<readonly [string, (payload: Payload) => void, string]>([
    ['who approved', (payload) => edit(payload, 'by', 'cy'), 'its payload is not what the entry commits to'],
    ['a report', (payload) => edit(payload, 'report', '{}'), 'its payload is not what the entry commits to'],
  ])('is found out where it tells another tale of %s', async (_, alter, why) => {
    const altered: ProofDocument = {
      ...proof,
      entries: proof.entries.map((entry) => {
        if (entry.payload === undefined) return entry;
        const payload = JSON.parse(Buffer.from(entry.payload, 'base64').toString('utf8')) as Payload;
        alter(payload);
        return { ...entry, payload: Buffer.from(JSON.stringify(payload)).toString('base64') };
      }),
    };
    expect(JSON.stringify(await claimsOf(altered))).toContain(why);
  });

  test('leaves open what was left out of it, and calls nothing wrong', async () => {
    const bare = { ...proof, entries: proof.entries.map(({ payload: _payload, ...entry }) => entry) };
    const claims = (await claimsOf(bare)) as readonly Claim[];
    expect(claims.filter(({ state }) => state === 'refuted')).toEqual([]);
    expect(claims.filter(({ what }) => what.includes('is not here')).length).toBeGreaterThan(3);
    const cut = { ...proof, entries: proof.entries.filter((_, at) => at !== 4) };
    expect(((await claimsOf(cut)) as readonly Claim[]).filter(({ state }) => state === 'refuted')).toEqual(
      [],
    );
  });
});

interface Payload {
  [field: string]: unknown;
}
function edit(payload: Payload, field: string, value: string): void {
  if (field in payload) payload[field] = value;
}

/** As `log verify` decides, but for the audit, which is the same for the same entries. */
function isSound(bytes: Buffer): boolean {
  const trust = readTrust(verifierKey, nodeCrypto.sha256);
  if (!trust.ok) return false;
  const proven = verifyProof(new Uint8Array(bytes), trust.value, nodeCrypto);
  if (!proven.ok) return false;
  const read = JSON.parse(bytes.toString('utf8')) as ProofDocument;
  const entries = read.entries.map(({ index, leaf, payload, inclusion }) => ({
    index,
    leaf,
    ...(payload === undefined ? {} : { payload }),
    inclusion,
  }));
  return jsonText({ schema: read.schema, checkpoint: read.checkpoint, entries }) === bytes.toString('utf8');
}

type Deep<Value> = Value extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Deep<Value[Key]> }
    : Value;
