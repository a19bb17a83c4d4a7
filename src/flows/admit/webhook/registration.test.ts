import { describe, expect, test } from 'vitest';
import { VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../../ports/cluster-kinds.ts';
import { FakeLedger } from '../../../ports/ledger.fake.ts';
import type { AdmissionMode } from '../judge.ts';
import { JUDGED_KINDS } from '../kinds.ts';
import { WebhookCertificates } from './certificates.ts';
import { configuration, hostsOf, type WebhookAddress } from './configuration.ts';
import { OneKind } from './fixtures/one-kind.ts';
import { Registration } from './registration.ts';

const KEY = { type: VALIDATING_WEBHOOK_CONFIGURATIONS, name: 'mainward' };
const ADDRESS: WebhookAddress = { url: new URL('https://mainward.example:8443') };
const never = new AbortController().signal;

interface Webhook {
  readonly name: string;
  readonly failurePolicy: string;
  readonly clientConfig: { readonly url?: string; readonly caBundle: string };
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly operations: readonly string[];
  }[];
}

async function world() {
  const clock = { at: Date.UTC(2026, 10, 27), now: (): number => clock.at };
  let made = 0;
  const named = async () => {
    made += 1;
    return { certificate: `<${made}>`, key: '' };
  };
  let kept: string | undefined;
  const certificates = await WebhookCertificates.open({
    maker: { authority: named, server: named },
    store: { read: async () => kept, write: async (text) => void (kept = text) },
    clock,
    hosts: ['mainward.example'],
    clusters: ['production'],
  });
  const admission = { current: undefined as AdmissionMode | undefined, assumed: 'observe' as AdmissionMode };
  const alarms: string[] = [];
  const ledger = new FakeLedger(clock);
  const api = new OneKind();
  const begin = () =>
    new Registration({
      cluster: 'production',
      api,
      address: ADDRESS,
      path: '/admit/production/secret',
      certificates,
      admission: {
        mode: async () => admission.current ?? admission.assumed,
        assume: (mode) => {
          admission.assumed = mode;
        },
      },
      ledger,
      clock,
      pause: { pause: async (milliseconds) => void (clock.at += milliseconds) },
      alarm: (what) => alarms.push(what),
    });
  const webhooks = async () => ((await api.get(KEY))?.['webhooks'] ?? []) as readonly Webhook[];
  const policy = async () => (await webhooks()).map(({ failurePolicy }) => failurePolicy);
  return { clock, api, begin, admission, alarms, ledger, certificates, webhooks, policy };
}

describe('the registration of the webhook', () => {
  test('is made where there is none, for the kinds that are judged and no others', async () => {
    const { begin, webhooks, alarms } = await world();
    expect(await begin().keep(never)).toBe('written');
    const [writes, removals] = await webhooks();
    expect(writes?.clientConfig.url).toBe('https://mainward.example:8443/admit/production/secret');
    const named = (one: Webhook | undefined) =>
      one?.rules
        .flatMap(({ apiGroups, resources }) => resources.map((resource) => `${apiGroups.join()}/${resource}`))
        .sort();
    const all = JUDGED_KINDS.map(({ type }) => `${type.group}/${type.resource}`);
    expect(named(removals)).toEqual([...all].sort());
    expect(named(writes)).toEqual([...all, 'source.toolkit.fluxcd.io/externalartifacts/status'].sort());
    expect(new Set(writes?.rules.flatMap(({ operations }) => operations))).toEqual(
      new Set(['CREATE', 'UPDATE']),
    );
    expect(new Set(removals?.rules.flatMap(({ operations }) => operations))).toEqual(new Set(['DELETE']));
    expect(alarms).toEqual([]);
  });

  test('fills in what somebody applied empty, and leaves alone what is as it should be', async () => {
    const { begin, api, webhooks } = await world();
    const { apiVersion, kind } = configuration({
      address: ADDRESS,
      path: '/',
      bundle: '',
      failurePolicy: 'Ignore',
    });
    await api.create(KEY.type, { apiVersion, kind, metadata: { name: 'mainward' } });
    const registration = begin();
    expect(await registration.keep(never)).toBe('written');
    expect(await webhooks()).toHaveLength(2);
    expect(await registration.keep(never)).toBe('as-it-was');
  });

  test('fails closed only where it is enforced, and once an API server got through; removals never', async () => {
    const { begin, admission, policy } = await world();
    const registration = begin();
    await registration.keep(never);
    registration.reached();
    await registration.keep(never);
    expect(await policy()).toEqual(['Ignore', 'Ignore']);
    admission.current = 'enforce';
    const other = begin();
    await other.keep(never);
    expect(await policy()).toEqual(['Ignore', 'Ignore']);
    other.reached();
    await other.keep(never);
    expect(await policy()).toEqual(['Fail', 'Ignore']);
    admission.current = 'observe';
    await other.keep(never);
    expect(await policy()).toEqual(['Ignore', 'Ignore']);
  });

  test('that fails closed goes on so after a restart, also while no policy can be read', async () => {
    const { begin, admission, policy } = await world();
    admission.current = 'enforce';
    const first = begin();
    first.reached();
    await first.keep(never);
    admission.current = undefined;
    expect(await begin().keep(never)).toBe('as-it-was');
    expect(admission.assumed).toBe('enforce');
    expect(await policy()).toEqual(['Fail', 'Ignore']);
  });

  test('says before the first request which mode held last', async () => {
    const { begin, admission } = await world();
    admission.current = 'enforce';
    const first = begin();
    first.reached();
    await first.keep(never);
    admission.assumed = 'observe';
    await begin().recall();
    expect(admission.assumed).toBe('enforce');
  });

  test.each<readonly [string, (one: object) => object]>([
    [
      'a selector that leaves namespaces out',
      (one: object) => ({ ...one, namespaceSelector: { matchLabels: { x: 'y' } } }),
    ],
    [
      'a condition more',
      (one: object) => ({ ...one, matchConditions: [{ name: 'mine', expression: 'false' }] }),
    ],
    ['failing open', (one: object) => ({ ...one, failurePolicy: 'Ignore' })],
    ['another address', (one: object) => ({ ...one, clientConfig: { url: 'https://evil.example' } })],
  ])('is put back after %s, with an alarm and a gap from when it was last seen', async (_, change) => {
    const { begin, api, admission, alarms, ledger, clock, webhooks } = await world();
    admission.current = 'enforce';
    const registration = begin();
    registration.reached();
    await registration.keep(never);
    const before = await webhooks();
    const since = new Date(clock.at).toISOString();
    clock.at += 5_000;
    await api.patch(KEY, { kind: 'merge', body: { webhooks: before.map(change) } });
    expect(await registration.keep(never)).toBe('written');
    expect(await webhooks()).toEqual(before);
    expect(alarms).toEqual(['changed']);
    expect(ledger.entries.map(({ entry }) => entry)).toMatchObject([
      { type: 'gap', cluster: 'production', from: since },
    ]);
    await registration.keep(never);
    expect(alarms).toHaveLength(1);
  });

  test('is made again where somebody removed it, as closed as it was', async () => {
    const { begin, api, admission, alarms, policy } = await world();
    admission.current = 'enforce';
    const registration = begin();
    registration.reached();
    await registration.keep(never);
    await api.delete(KEY);
    await registration.keep(never);
    expect(await policy()).toEqual(['Fail', 'Ignore']);
    expect(alarms).toEqual(['removed']);
  });

  test('that cannot be made again says so once', async () => {
    const { begin, api, alarms, ledger } = await world();
    const registration = begin();
    await registration.keep(never);
    await api.delete(KEY);
    api.refusing = new Error('forbidden');
    await expect(registration.keep(never)).rejects.toThrow('forbidden');
    await expect(registration.keep(never)).rejects.toThrow('forbidden');
    api.refusing = undefined;
    await registration.keep(never);
    expect(alarms).toEqual(['removed']);
    expect(ledger.entries).toHaveLength(1);
  });

  test('is put back also while nothing can be recorded, which is done later', async () => {
    const { begin, api, ledger, webhooks } = await world();
    const registration = begin();
    await registration.keep(never);
    await api.patch(KEY, { kind: 'merge', body: { webhooks: [] } });
    ledger.isUnavailable = true;
    await expect(registration.keep(never)).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    expect(await webhooks()).toHaveLength(2);
    ledger.isUnavailable = false;
    expect(await registration.keep(never)).toBe('as-it-was');
    expect(ledger.entries).toHaveLength(1);
  });

  test('holds a new authority beside the old one before it certifies', async () => {
    const { begin, certificates, clock, webhooks } = await world();
    const registration = begin();
    await registration.keep(never);
    const old = certificates.bundle();
    clock.at += 61 * 24 * 3_600_000;
    await certificates.renew();
    await registration.keep(never);
    const [writes] = await webhooks();
    const held = Buffer.from(writes?.clientConfig.caBundle ?? '', 'base64').toString();
    expect(held).toBe(certificates.bundle());
    expect(held).toContain(old);
    expect(held.length).toBeGreaterThan(old.length);
  });

  test('is looked at when somebody touched it, and not when nobody did', async () => {
    const { begin, api } = await world();
    const registration = begin();
    await registration.keep(never);
    const live = await api.get(KEY);
    const end = new AbortController();
    const told: string[] = [];
    let step = 'nothing';
    const following = (async () => {
      for await (const _ of registration.hints(end.signal)) told.push(step);
    })();
    const pass = () => new Promise((resolve) => setImmediate(resolve));
    await pass();
    step = 'another one';
    await api.create(KEY.type, {
      apiVersion: live?.apiVersion ?? '',
      kind: KEY.type.kind,
      metadata: { name: 'other' },
    });
    await pass();
    step = 'ours';
    await api.patch(KEY, { kind: 'merge', body: { webhooks: [] } });
    await pass();
    end.abort();
    await following;
    expect(told).toEqual(['ours']);
  });
});

test('a service is known by its names, a URL by its host', () => {
  expect(hostsOf({ service: { namespace: 'mainward', name: 'webhook', port: 443 } })).toEqual([
    'webhook.mainward.svc',
    'webhook.mainward.svc.cluster.local',
  ]);
  expect(hostsOf({ url: new URL('https://[::1]:8443') })).toEqual(['::1']);
});
