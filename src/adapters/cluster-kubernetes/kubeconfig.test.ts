import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from './connection.ts';
import { Authority } from './fixtures/certificates.ts';
import { inCluster } from './in-cluster.ts';
import { readKubeconfig } from './kubeconfig.ts';

type Fields = Readonly<Record<string, unknown>>;

const { certificate, key } = new Authority().issue({ name: 'ann' });
const pem = (text: string): string => Buffer.from(text).toString('base64');
const clock = { at: 0, now: (): number => clock.at };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-kubeconfig-'));
  mkdirSync(join(folder, 'own'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function read(text: string, context?: string): Promise<Connection> {
  return readKubeconfig(place('own/config', text), clock, context);
}

function config(cluster: Fields, user: Fields, more: Fields = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [
      { name: 'here', context: { cluster: 'c', user: 'u' } },
      { name: 'there', context: { cluster: 'other', user: 'u' } },
    ],
    clusters: [
      { name: 'c', cluster: { server: 'https://api.example:6443', ...cluster } },
      { name: 'other', cluster: { server: 'https://[::1]/base/' } },
    ],
    users: [{ name: 'u', user }],
    ...more,
  });
}

async function refusal(text: string): Promise<string> {
  const error = await read(text).then(
    () => expect.unreachable('it was accepted'),
    (reason: { readonly code: string; readonly message: string }) => reason,
  );
  expect(error.code).toBe('KUBECONFIG_INVALID');
  return error.message;
}

describe('a kubeconfig', () => {
  test('with certificate data leads to its current context, or to the one that is named', async () => {
    const data = { 'client-certificate-data': pem(certificate), 'client-key-data': pem(key) };
    const cluster = { 'certificate-authority-data': pem(certificate), 'tls-server-name': 'kubernetes' };
    const text = config(cluster, { ...data, as: 'bob', 'as-groups': ['devs'] });
    expect(await read(text)).toEqual({
      host: 'api.example',
      port: 6443,
      path: '',
      authorities: certificate,
      serverName: 'kubernetes',
      certificate: { chain: certificate, key },
      as: { user: 'bob', groups: ['devs'] },
    });
    expect(await read(text, 'there')).toMatchObject({ host: '::1', port: 443, path: '/base' });
  });

  test('may be YAML, and name files beside it', async () => {
    place('own/ca.pem', certificate);
    place('own/token', 'one\n');
    const text =
      'current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters:\n- name: c\n  cluster: {server: "https://h", certificate-authority: ca.pem}\nusers:\n- name: u\n  user: {tokenFile: ./token}\n';
    const connection = await read(text);
    expect(connection.authorities).toBe(certificate);
    expect(await connection.token?.()).toBe('one');
    place('own/token', 'two\n');
    expect(await connection.token?.()).toBe('one');
    clock.at += 60_000;
    expect(await connection.token?.()).toBe('two');
  });

  test.each([
    ['exec', { exec: { command: 'touch', args: ['/tmp/owned'] } }],
    ['auth-provider', { 'auth-provider': { name: 'gcp' }, token: 't' }],
    ['username', { username: 'a', password: 'b' }],
    ['as-uid', { token: 't', 'as-uid': '1' }],
  ])('that wants %s is refused for it', async (field, user) => {
    expect(await refusal(config({}, user))).toContain(field);
  });

  test.each([
    ['insecure-skip-tls-verify', { 'insecure-skip-tls-verify': true }],
    ['proxy-url', { 'proxy-url': 'http://proxy.example' }],
    ['https', { server: 'http://api.example' }],
    ['URL', { server: 'https://user:word@api.example' }],
    ['https', { server: 'api.example:6443' }],
    ['no URL', { server: 'api example' }],
    ['PEM', { 'certificate-authority-data': pem('hello') }],
  ])('that goes another way, by %s, is refused for it', async (word, cluster) => {
    const message = await refusal(config(cluster, { token: 't' }));
    expect(message).toContain(word);
    expect(message).not.toContain('user:word');
  });

  test('reads nothing outside its own folder, links followed', async () => {
    place('outside', 'secret');
    symlinkSync('../outside', join(folder, 'own/link'));
    for (const file of [
      '../outside',
      join(folder, 'outside'),
      'link',
      '../own/../outside',
      '/etc/hostname',
    ]) {
      expect(await refusal(config({}, { tokenFile: file }))).toMatch(/outside its own folder/);
      expect(await refusal(config({ 'certificate-authority': file }, { token: 't' }))).toMatch(/outside/);
      expect(await refusal(config({}, { 'client-certificate': file, 'client-key': file }))).toMatch(
        /outside/,
      );
    }
    expect(await refusal(config({}, { tokenFile: 'absent' }))).toMatch(/not there/);
    expect(await refusal(config({}, { tokenFile: '.' }))).toMatch(/folder|file/);
  });

  test('that is incomplete, unclear or none says so, and repeats no secret', async () => {
    expect(await refusal(config({}, {}))).toMatch(/neither a token nor a client certificate/);
    expect(await refusal(config({}, { 'client-certificate-data': pem(certificate) }))).toMatch(
      /needs its key/,
    );
    const twice = [
      { name: 'u', user: { token: 'hidden-1' } },
      { name: 'u', user: { token: 'hidden-2' } },
    ];
    expect(await refusal(config({}, {}, { users: twice }))).not.toContain('hidden');
    expect(await refusal(config({}, {}, { 'current-context': 'none' }))).toMatch(/context named "none"/);
    expect(await refusal('a: [')).toMatch(/no readable YAML/);
    expect(await refusal('a: 1\n---\nb: 2\n')).toMatch(/no readable YAML/);
    expect(await refusal('')).toMatch(/no readable YAML/);
    expect(await refusal('a: 1')).toMatch(/exactly one context/);
    expect(await refusal(`{"token":"hidden","token":"hidden"}`)).not.toContain('hidden');
    expect(await refusal(' '.repeat(1_100_000))).toMatch(/no small plain file/);
    await expect(readKubeconfig(join(folder, 'none'), clock)).rejects.toMatchObject({
      code: 'KUBECONFIG_INVALID',
    });
  });
});

describe('in a cluster', () => {
  test('the account of the pod is used, and its token read again when it is renewed', async () => {
    const account = join(folder, 'account');
    mkdirSync(account);
    writeFileSync(join(account, 'ca.crt'), certificate);
    writeFileSync(join(account, 'token'), 'first');
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
    const connection = await inCluster(environment, clock, account);
    expect(connection).toMatchObject({ host: 'fd00::1', port: 6443, path: '', authorities: certificate });
    expect(await connection.token?.()).toBe('first');
    writeFileSync(join(account, 'token'), 'second');
    clock.at += 60_000;
    expect(await connection.token?.()).toBe('second');
    writeFileSync(join(account, 'token'), '\n');
    clock.at += 60_000;
    await expect(connection.token?.()).rejects.toMatchObject({ code: 'KUBECONFIG_INVALID' });
  });

  test('is nowhere else', async () => {
    for (const environment of [{}, { KUBERNETES_SERVICE_HOST: 'x', KUBERNETES_SERVICE_PORT: 'tcp://x' }])
      await expect(inCluster(environment, clock, folder)).rejects.toMatchObject({
        code: 'KUBECONFIG_INVALID',
      });
  });
});
