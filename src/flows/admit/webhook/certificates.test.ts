import { describe, expect, test } from 'vitest';
import type { CertificateMaker, KeyPair } from '../../../ports/certificates.ts';
import { WebhookCertificates } from './certificates.ts';

const DAY = 24 * 3_600_000;

/** Certificates are words, in which it is written who certified whom. */
function world(clusters: readonly string[] = ['production']) {
  let made = 0;
  const maker: CertificateMaker = {
    authority: async () => {
      made += 1;
      return { certificate: `<authority ${made}>`, key: 'secret' };
    },
    server: async (hosts, span, by: KeyPair) => {
      made += 1;
      return {
        certificate: `<server ${made} of ${hosts.join()} by ${by.certificate} until ${span.until}>`,
        key: 'secret',
      };
    },
  };
  const clock = { at: Date.UTC(2026, 10, 27), now: (): number => clock.at };
  const store = {
    text: undefined as string | undefined,
    isFull: false,
    read: async () => store.text,
    write: async (text: string) => {
      if (store.isFull) throw new Error('the disk is full');
      store.text = text;
    },
  };
  const open = (hosts: readonly string[] = ['mainward.svc']) =>
    WebhookCertificates.open({ maker, store, clock, hosts, clusters });
  return { clock, store, open };
}

/** Whoever trusts the bundle accepts what is shown. */
function isTrusted(certificates: WebhookCertificates, bundle: string): boolean {
  const [, by = ''] = /by (<authority \d+>)/.exec(certificates.serving().certificate) ?? [];
  return bundle.includes(by);
}

describe('the certificates of the webhook', () => {
  test('are the same after a restart', async () => {
    const { open } = world();
    const [first, second] = [await open(), await open()];
    expect(second.serving()).toEqual(first.serving());
    expect(second.bundle()).toBe(first.bundle());
  });

  test('are others for other names, by the same authority', async () => {
    const { open } = world();
    const first = await open();
    const other = await open(['other.svc']);
    expect(other.serving().certificate).toContain('other.svc');
    expect(other.bundle()).toBe(first.bundle());
  });

  test('are begun anew where what is kept is none of ours', async () => {
    const { open, store } = world();
    for (const text of [
      '',
      'null',
      '{"schema":"x"}',
      '{"schema":"mainward.dev/webhook-certificates/v1","authorities":[1]}',
    ]) {
      store.text = text;
      expect((await open()).serving().certificate).toContain('<server');
    }
  });

  test('of the server change at half their life', async () => {
    const { open, clock } = world();
    const certificates = await open();
    const first = certificates.serving();
    clock.at += DAY / 2 - 1;
    expect(await certificates.renew()).toBe(false);
    clock.at += 1;
    expect(await certificates.renew()).toBe(true);
    expect(certificates.serving()).not.toEqual(first);
  });

  test('come from a new authority only when every cluster had it for a minute, and the old one stays beside it', async () => {
    const { open, clock } = world(['production', 'staging']);
    const certificates = await open();
    const old = certificates.bundle();
    clock.at += 60 * DAY - 1;
    await certificates.renew();
    expect(certificates.bundle()).toBe(old);
    clock.at += 1;
    await certificates.renew();
    const both = certificates.bundle();
    expect(both).not.toBe(old);
    expect(both).toContain(old);
    certificates.registered('production', both);
    clock.at += 3_600_000;
    await certificates.renew();
    expect(isTrusted(certificates, old)).toBe(true);
    certificates.registered('staging', both);
    clock.at += 59_999;
    await certificates.renew();
    expect(isTrusted(certificates, old)).toBe(true);
    clock.at += 1;
    expect(await certificates.renew()).toBe(true);
    expect(isTrusted(certificates, old)).toBe(false);
    expect(isTrusted(certificates, both)).toBe(true);
    expect(certificates.bundle()).toBe(both);
  });

  test('are trusted by every bundle that is registered, through a year of hours', async () => {
    const { open, clock } = world();
    let certificates = await open();
    let bundle = certificates.bundle();
    const authorities = new Set<string>();
    for (let hour = 0; hour < 365 * 24; hour += 1) {
      clock.at += 3_600_000;
      await certificates.renew();
      expect(isTrusted(certificates, bundle)).toBe(true);
      bundle = certificates.bundle();
      certificates.registered('production', bundle);
      authorities.add(bundle);
      if (hour % 1_000 === 0) {
        certificates = await open();
        certificates.registered('production', bundle);
      }
    }
    expect(authorities.size).toBeGreaterThan(8);
  });

  test('come from the newest authority where nobody could be told and the old one ends', async () => {
    const { open, clock } = world();
    const certificates = await open();
    const old = certificates.bundle();
    for (let day = 0; day < 89; day += 1) {
      clock.at += DAY;
      await certificates.renew();
    }
    expect(isTrusted(certificates, old)).toBe(false);
    expect(isTrusted(certificates, certificates.bundle())).toBe(true);
  });

  test('stay as they are where they cannot be kept', async () => {
    const { open, clock, store } = world();
    const certificates = await open();
    const before = certificates.serving();
    store.isFull = true;
    clock.at += DAY;
    await expect(certificates.renew()).rejects.toThrow('full');
    expect(certificates.serving()).toEqual(before);
    store.isFull = false;
    expect(await certificates.renew()).toBe(true);
  });
});
