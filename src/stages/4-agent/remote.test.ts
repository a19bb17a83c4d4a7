import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanPath,
  isInsecureUrl,
  isWithin,
  normalizeRemote,
  remoteBaseName,
  withoutUserInfo,
} from './remote.ts';

describe('normalizeRemote', () => {
  const forms = [
    'https://github.com/Acme/Infra',
    'https://github.com/acme/infra.git',
    'https://github.com/acme/infra.git/',
    'https://token:x-oauth@GitHub.com/acme/infra',
    'https://github.com:443/acme/infra',
    'ssh://git@github.com/acme/infra.git',
    'ssh://git@github.com:22/acme/infra',
    'git@github.com:acme/infra.git',
    'ssh://git@ssh.github.com:443/acme/infra.git',
    'git://github.com/acme/infra',
  ];
  it.each(forms)('reads %s as one repository', (form) => {
    expect(normalizeRemote(form)).toBe('github.com/acme/infra');
  });
  it('keeps a port that is not the default one', () => {
    expect(normalizeRemote('https://git.example.com:8443/a/b')).toBe('git.example.com:8443/a/b');
  });
  it('joins the two spellings of Azure DevOps', () => {
    expect(normalizeRemote('git@ssh.dev.azure.com:v3/o/p/r')).toBe('dev.azure.com/o/p/_git/r');
    expect(normalizeRemote('https://o@dev.azure.com/o/p/_git/r')).toBe('dev.azure.com/o/p/_git/r');
  });
  it.each(['', '/srv/git/infra', 'file:///srv/git/infra', './infra', 'infra', 'https://github.com'])(
    'names no host in "%s"',
    (form) => {
      expect(normalizeRemote(form)).toBeUndefined();
    },
  );
  it('never throws and is stable when applied again', () => {
    assert(
      property(string(), (text) => {
        const once = normalizeRemote(text);
        if (once !== undefined) expect(normalizeRemote(`https://${once}`) ?? once).toBeTypeOf('string');
      }),
    );
  });
});

describe('what is shown of a URL', () => {
  it('has no user info and no query', () => {
    expect(withoutUserInfo('https://u:secret@h/p?token=secret')).toBe('https://h/p');
    expect(withoutUserInfo('https://u:p@ss@h/p')).toBe('https://h/p');
    expect(withoutUserInfo('ssh://git:secret@h/p')).toBe('ssh://git@h/p');
  });
  it('knows the name a clone would have', () => {
    expect(remoteBaseName('git@h:a/Fleet.git')).toBe('fleet');
  });
  it('tells plain transport', () => {
    expect(isInsecureUrl('http://h/a')).toBe(true);
    expect(isInsecureUrl('git://h/a')).toBe(true);
    expect(isInsecureUrl('ssh://h/a')).toBe(false);
  });
});

describe('paths', () => {
  it('are cleaned, and refused where they leave the repository', () => {
    expect(cleanPath('./clusters//production/')).toBe('clusters/production');
    expect(cleanPath('/')).toBe('');
    expect(cleanPath('a/../b')).toBe('b');
    expect(cleanPath('../b')).toBeUndefined();
  });
  it('lie within whole segments', () => {
    expect(isWithin('clusters/prod', 'clusters')).toBe(true);
    expect(isWithin('clusters-old/prod', 'clusters')).toBe(false);
    expect(isWithin('x', '')).toBe(true);
  });
});
