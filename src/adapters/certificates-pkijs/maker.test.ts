import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyPair } from '../../ports/certificates.ts';
import { addressBytes } from './address.ts';
import { PkijsCertificates } from './maker.ts';

const HOUR = 3_600_000;
const HOSTS = ['mainward.mainward.svc', 'localhost', '127.0.0.1', '::1'];
const maker = new PkijsCertificates();
const now = Date.now();
const span = { from: now - HOUR, until: now + 24 * HOUR };
let authority: KeyPair;
let server: KeyPair;
beforeAll(async () => {
  authority = await maker.authority('Mainward admission', { from: now - HOUR, until: now + 90 * 24 * HOUR });
  server = await maker.server(HOSTS, span, authority);
});

describe('a certificate', () => {
  test('says whom it is for, for how long, and nothing that it must not', () => {
    const [ca, own] = [new X509Certificate(authority.certificate), new X509Certificate(server.certificate)];
    expect(ca.ca).toBe(true);
    expect(own.ca).toBe(false);
    expect(own.checkIssued(ca)).toBe(true);
    expect(own.verify(ca.publicKey)).toBe(true);
    expect(own.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(own.subjectAltName?.split(', ')).toEqual([
      'DNS:mainward.mainward.svc',
      'DNS:localhost',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
    ]);
    expect(Math.abs(own.validToDate.getTime() - span.until)).toBeLessThan(1_000);
    expect(Math.abs(own.validFromDate.getTime() - span.from)).toBeLessThan(1_000);
    expect(own.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });

  test('has a serial number of its own', async () => {
    const other = await maker.server(HOSTS, span, authority);
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(
      new X509Certificate(server.certificate).serialNumber,
    );
  });
});

describe('TLS', () => {
  const reach = async (pair: KeyPair, ca: string, servername: string): Promise<string> => {
    const listening = createServer({ cert: pair.certificate, key: pair.key, minVersion: 'TLSv1.3' });
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    try {
      return await new Promise<string>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, ca, servername }, () => {
          socket.destroy();
          resolve('well');
        });
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    } finally {
      listening.close();
    }
  };

  test('is accepted by whoever trusts the authority, for its names only', async () => {
    expect(await reach(server, authority.certificate, 'mainward.mainward.svc')).toBe('well');
    expect(await reach(server, authority.certificate, 'other.svc')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('is refused with another authority, and when its time is over', async () => {
    const other = await maker.authority('Mainward admission', span);
    expect(await reach(server, other.certificate, 'localhost')).toMatch(/SIGNATURE|UNABLE_TO/);
    expect(await reach(server, other.certificate + authority.certificate, 'localhost')).toBe('well');
    const over = await maker.server(HOSTS, { from: now - 2 * HOUR, until: now - HOUR }, authority);
    expect(await reach(over, authority.certificate, 'localhost')).toBe('CERT_HAS_EXPIRED');
  });

  test('does not take a server for an authority', async () => {
    const forged = await maker.server(['localhost'], span, server);
    const chain = { certificate: forged.certificate + server.certificate, key: forged.key };
    expect(await reach(chain, authority.certificate, 'localhost')).not.toBe('well');
  });
});

const OPENSSL = spawnSync('openssl', ['version']).status === 0;
describe.skipIf(!OPENSSL)('openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mainward-certificates-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('verifies it strictly, as a server by its name and address', () => {
    const [ca, own] = [join(folder, 'ca.pem'), join(folder, 'server.pem')];
    writeFileSync(ca, authority.certificate);
    writeFileSync(own, server.certificate);
    const verify = (...more: readonly string[]): string =>
      execFileSync(
        'openssl',
        ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, ...more, own],
        {
          encoding: 'utf8',
        },
      );
    expect(verify('-verify_hostname', 'mainward.mainward.svc')).toContain('OK');
    expect(verify('-verify_ip', '::1')).toContain('OK');
  });
});

describe('the bytes of an address', () => {
  test.each([
    ['10.0.0.255', [10, 0, 0, 255]],
    ['::', Array<number>(16).fill(0)],
    ['::1', [...Array<number>(15).fill(0), 1]],
    ['fe80::1:2', [0xfe, 0x80, ...Array<number>(10).fill(0), 0, 1, 0, 2]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['::ffff:1.2.3.4', [...Array<number>(10).fill(0), 0xff, 0xff, 1, 2, 3, 4]],
  ])('%s', (address, bytes) => {
    expect([...addressBytes(address)]).toEqual(bytes);
  });
});
