import { execFileSync } from 'node:child_process';
import { verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommitSignature, Witness } from '../../model/signature.ts';
import { readAllowedSigners } from './allowed-signers.ts';
import { readCommit } from './commit.ts';
import { judgeSignature } from './judge.ts';
import { keyRing } from './key-ring.ts';
import { verifyingKey } from './ssh-verify.ts';
import { SshVerifier } from './sshsig.ts';

/** Keys and signatures as ssh-keygen and git make them; nothing here is made by the code under test. */
const root = mkdtempSync(join(tmpdir(), 'mainward-signed-'));
const repository = join(root, 'repository');
const signersFile = join(root, 'allowed_signers');
const KINDS = {
  ed25519: ['-t', 'ed25519'],
  p256: ['-t', 'ecdsa', '-b', '256'],
  p384: ['-t', 'ecdsa', '-b', '384'],
  p521: ['-t', 'ecdsa', '-b', '521'],
  rsa: ['-t', 'rsa', '-b', '2048'],
} as const;
type Kind = keyof typeof KINDS;
const NAMES = Object.keys(KINDS) as readonly Kind[];

function call(program: string, args: readonly string[], input?: string | Buffer): Buffer {
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.org',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.org',
    GIT_AUTHOR_DATE: '2026-03-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-03-01T00:00:00Z',
  };
  return execFileSync(program, args, { env, input: input ?? '', stdio: ['pipe', 'pipe', 'pipe'] });
}

function git(...args: readonly string[]): string {
  return call('git', ['-C', repository, ...args])
    .toString()
    .trim();
}

function makeKey(name: string, type: readonly string[] = KINDS.ed25519): void {
  call('ssh-keygen', ['-q', '-N', '', '-C', name, ...type, '-f', join(root, name)]);
}

function publicKey(name: string): string {
  return readFileSync(join(root, `${name}.pub`), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
}

function sign(name: string, text: string, namespace = 'git'): string {
  return call('ssh-keygen', ['-Y', 'sign', '-n', namespace, '-f', join(root, name)], text)
    .toString()
    .trimEnd();
}

/** A commit as git itself signs it. */
function signedCommit(key: string, message: string): string {
  const config = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${join(root, key)}`];
  git(...config, 'commit', '-q', '-S', '--allow-empty', '-m', message);
  return git('rev-parse', 'HEAD');
}

/** An object with these bytes, whatever git thinks of them. */
function rawCommit(bytes: string): string {
  return call('git', ['-C', repository, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], bytes)
    .toString()
    .trim();
}

function bytesOf(oid: string): string {
  return call('git', ['-C', repository, 'cat-file', 'commit', oid]).toString('latin1');
}

function ours(oid: string, witness?: Witness): CommitSignature {
  const commit = readCommit(oid, Buffer.from(bytesOf(oid), 'latin1'));
  if (!commit.ok) throw new Error(commit.error.why);
  return judgeSignature(
    commit.value,
    keyRing([readAllowedSigners(readFileSync(signersFile, 'utf8'))]),
    witness,
  );
}

function gits(oid: string): string {
  const config = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${signersFile}`];
  return git(...config, 'log', '-1', '--format=%G?', oid);
}

function withHeader(oid: string, header: string): string {
  return rawCommit(bytesOf(oid).replace('\n\n', `\n${header}\n\n`));
}

const commits = new Map<string, string>();
const of = (name: string): string => commits.get(name) ?? '';

beforeAll(() => {
  mkdirSync(repository);
  git('init', '-q', '-b', 'main');
  for (const name of NAMES) makeKey(name, KINDS[name]);
  for (const name of ['stranger', 'ca', 'certified', 'lasting', 'otherca', 'uncertified', 'host'])
    makeKey(name);
  for (const name of ['ended', 'early', 'file']) makeKey(name);
  const certify = (ca: string, key: string, ...more: readonly string[]): Buffer =>
    call('ssh-keygen', ['-q', '-s', join(root, ca), '-I', key, ...more, join(root, `${key}.pub`)]);
  certify('ca', 'certified', '-n', 'ann@example.org', '-V', '20250101000000Z:20270101000000Z');
  certify('ca', 'lasting', '-n', 'ann@example.org,ann');
  certify('otherca', 'uncertified', '-n', 'ann@example.org');
  certify('ca', 'host', '-h', '-n', 'ann@example.org');
  writeFileSync(
    signersFile,
    [
      ...NAMES.map((name) => `ann@example.org ${publicKey(name)}`),
      `*@example.org cert-authority ${publicKey('ca')}`,
      `ann@example.org valid-before="20260101Z" ${publicKey('ended')}`,
      `ann@example.org valid-after="20260601Z" ${publicKey('early')}`,
      `ann@example.org namespaces="file" ${publicKey('file')}`,
      '',
    ].join('\n'),
  );
  for (const name of [...NAMES, 'stranger', 'ended', 'early', 'file'])
    commits.set(name, signedCommit(name, name));
  for (const name of ['certified', 'lasting', 'uncertified', 'host']) {
    commits.set(name, signedCommit(`${name}-cert.pub`, name));
  }
  git('commit', '-q', '--allow-empty', '-m', 'unsigned');
  commits.set('unsigned', git('rev-parse', 'HEAD'));
  const good = bytesOf(of('ed25519'));
  commits.set('tampered', rawCommit(good.replace(/ed25519\n$/, 'ED25519\n')));
  const [, armour = ''] = /gpgsig ([^]*?-----END SSH SIGNATURE-----)\n/.exec(good) ?? [];
  const payload = good.replace(/gpgsig [^]*?-----END SSH SIGNATURE-----\n/, '');
  const elsewhere = sign('ed25519', payload, 'file').replaceAll('\n', '\n ');
  commits.set('for another purpose', rawCommit(good.replace(armour, elsewhere)));
  commits.set('with a second signature', withHeader(of('ed25519'), `gpgsig ${armour}`));
  commits.set('with bytes that nobody signed', withHeader(of('ed25519'), 'gpgsigx-note anything'));
  const pgp = '-----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n =abcd\n -----END PGP SIGNATURE-----';
  commits.set('openpgp', rawCommit(good.replace(armour, pgp)));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a signature by ssh-keygen', () => {
  test.each(NAMES)('with %s is valid over its bytes and no others', (name) => {
    const verifier = new SshVerifier();
    const armour = sign(name, 'a payload\n');
    const fingerprint = call('ssh-keygen', ['-l', '-f', join(root, `${name}.pub`)])
      .toString()
      .split(' ')[1];
    expect(verifier.verify(armour, Buffer.from('a payload\n'))).toMatchObject({
      kind: 'valid',
      key: { fingerprint },
    });
    expect(verifier.verify(armour, Buffer.from('a payload!\n')).kind).toBe('bad');
  });

  test('that was computed ahead gets the same answer, and no other signature gets it', () => {
    const verifier = new SshVerifier();
    const payload = Buffer.from('a payload\n');
    for (const name of NAMES) {
      const [good, bad] = [sign(name, 'a payload\n'), sign(name, 'another\n')];
      for (const armour of [good, bad]) {
        const question = verifier.question(armour, payload);
        if (question === undefined) throw new Error(`${name}: nothing is left to compute.`);
        const { hash, data, key, signature } = question.check;
        verifier.keep(question, verify(hash, data, verifyingKey(key), signature));
        expect(verifier.verify(armour, payload)).toEqual(new SshVerifier().verify(armour, payload));
      }
      expect([verifier.verify(good, payload).kind, verifier.verify(bad, payload).kind]).toEqual([
        'valid',
        'bad',
      ]);
    }
  });

  test('in any byte changed is never valid', () => {
    const verifier = new SshVerifier();
    const [first = '', ...rest] = sign('p256', 'x').split('\n');
    const last = rest.pop() ?? '';
    const bytes = Buffer.from(rest.join(''), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const broken = Buffer.from(bytes);
      broken[at] = (broken[at] ?? 0) ^ 0x01;
      const armour = [first, ...(broken.toString('base64').match(/.{1,70}/g) ?? []), last].join('\n');
      expect(verifier.verify(armour, Buffer.from('x')).kind, `byte ${at}`).not.toBe('valid');
    }
  });
});

describe('a commit by git', () => {
  test.each<readonly [string, CommitSignature['status']]>([
    ...NAMES.map((name) => [name, 'good'] as const),
    ['stranger', 'unknown-key'],
    ['uncertified', 'unknown-key'],
    ['file', 'unknown-key'],
    ['host', 'bad'],
    ['ended', 'expired'],
    ['early', 'not-yet-valid'],
    ['unsigned', 'unsigned'],
    ['tampered', 'bad'],
    ['for another purpose', 'bad'],
    ['with a second signature', 'malformed'],
    ['with bytes that nobody signed', 'malformed'],
    ['openpgp', 'unknown'],
  ])('%s is %s', (name, status) => {
    expect(ours(of(name)).status).toBe(status);
  });

  test('with a certificate that has not ended yet is good where anybody saw it before that', () => {
    const seen = { time: '2026-04-01T00:00:00Z', source: 'push event' };
    expect([ours(of('certified')).status, ours(of('certified'), seen).status]).toEqual(['unknown', 'good']);
  });

  test('says whose key it was, by the certificate’s name or the file’s', () => {
    const ann = { account: 'ann@example.org', identified: false };
    expect([ours(of('rsa')).person, ours(of('lasting')).person]).toEqual([ann, ann]);
  });

  test('with OpenPGP says what to supply', () => {
    expect(ours(of('openpgp'))).toMatchObject({
      kind: 'openpgp',
      supply: expect.stringContaining('OpenPGP'),
    });
  });

  test('with a key that ended later needs a witness, and is not believed about its date', () => {
    const text = `ann@example.org valid-before="20260401Z" ${publicKey('ed25519')}\n`;
    const ring = keyRing([readAllowedSigners(text)]);
    const read = readCommit(of('ed25519'), Buffer.from(bytesOf(of('ed25519')), 'latin1'));
    if (!read.ok) throw new Error(read.error.why);
    const seen = (time: string): string =>
      judgeSignature(read.value, ring, { time, source: 'push event' }).status;
    expect(judgeSignature(read.value, ring).status).toBe('unknown');
    expect([seen('2026-03-02T00:00:00Z'), seen('2026-05-01T00:00:00Z')]).toEqual(['good', 'expired']);
  });
});

/** What git prints for each of our statuses. */
const SAID: Readonly<Partial<Record<CommitSignature['status'], string>>> = {
  good: 'G',
  'unknown-key': 'U',
  expired: 'U',
  'not-yet-valid': 'U',
  bad: 'B',
  unsigned: 'N',
};
const DIFFERENT: Readonly<Record<string, string>> = {
  // Git leaves out of the payload what it takes for a signature, reads one of them, and believes the rest.
  'with bytes that nobody signed': 'G',
  'with a second signature': 'G',
  // Git believes the date that the committer wrote.
  certified: 'G',
  // Git asks whose key it is before it asks what for, and other questions of certificates in another order.
  file: 'B',
  host: 'U',
};

test('git says the same of the same commits, but where it believes what nobody signed', () => {
  const compared = [...commits].filter(([name]) => name !== 'openpgp');
  const said = compared.map(([name, oid]) => [name, gits(oid)]);
  const expected = compared.map(([name, oid]) => [name, DIFFERENT[name] ?? SAID[ours(oid).status]]);
  expect(said).toEqual(expected);
});

test('nothing is good here that git would not call good', () => {
  const good = [...commits.values()].filter((oid) => ours(oid).status === 'good');
  expect(good.length).toBeGreaterThan(NAMES.length);
  expect(good.map(gits)).toEqual(good.map(() => 'G'));
});
