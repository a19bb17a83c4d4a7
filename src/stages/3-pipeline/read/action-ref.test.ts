import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileLocation } from '../../../model/location.ts';
import { actionRef, majorOf, ownPath } from './action-ref.ts';

const at = fileLocation({ path: 'w.yaml' });
const read = (value: string, owner?: string): ReturnType<typeof actionRef> =>
  actionRef({ value, at, keyAt: at }, owner);
const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';

describe('how the code of others is named', () => {
  it.each([
    [`some/action@${SHA}`, 'sha'],
    [`some/action/deep/path@${SHA.toUpperCase()}`, 'sha'],
    [`some/action@${SHA}${'0'.repeat(24)}`, 'sha'],
    [`some/action@${SHA.slice(0, 39)}`, 'tag'],
    [`some/action@${SHA.slice(0, 7)}`, 'tag'],
    ['some/action@v4', 'tag'],
    ['some/action@4.2.2', 'tag'],
    ['some/action@main', 'branch'],
    ['some/action@release/v1', 'branch'],
    ['some/action', 'none'],
    ['./local', 'local'],
    ['$/local', 'local'],
    ['docker://alpine:3.20', 'docker'],
    [`docker://alpine@sha256:${'a'.repeat(64)}`, 'docker-digest'],
    ['docker://alpine@sha256:abc', 'docker'],
    [`some/action@\${{ matrix.ref }}`, 'dynamic'],
  ])('%s: %s', (text, pin) => {
    expect(read(text).pin).toBe(pin);
  });

  it.each([
    ['actions/checkout@v4', 'acme', 'platform'],
    ['github/codeql-action/init@v3', 'acme', 'platform'],
    ['Acme/own@v1', 'acme', 'same-owner'],
    ['other/thing@v1', 'acme', 'third-party'],
    ['acme-tools/thing@v1', 'acme', 'third-party'],
    ['actions-rs/toolchain@v1', 'acme', 'third-party'],
    ['other/thing@v1', undefined, 'third-party'],
  ])('%s in a repository of %s is %s', (text, owner, publisher) => {
    expect(read(text, owner).publisher).toBe(publisher);
  });

  it('keeps where it stands, and splits path and ref', () => {
    expect(read('a/b/c/d@e/f')).toMatchObject({ owner: 'a', repo: 'b', path: 'c/d', ref: 'e/f', at });
    expect(read('./x/../y/./z').path).toBe('y/z');
    expect(majorOf(read('a/b@v12.3'))).toBe(12);
    expect(majorOf(read('a/b@main'))).toBeUndefined();
    expect(majorOf(read(`a/b@${'1'.repeat(40)}`))).toBeUndefined();
  });

  it('knows a workflow of the repository itself, by path or by full name', () => {
    expect(ownPath(read('./.github/workflows/x.yaml'), undefined)).toBe('.github/workflows/x.yaml');
    expect(ownPath(read('acme/App/.github/workflows/x.yaml@main'), 'Acme/app')).toBe(
      '.github/workflows/x.yaml',
    );
    expect(ownPath(read('acme/other/.github/workflows/x.yaml@main'), 'acme/app')).toBeUndefined();
  });

  it('never throws, and holds by content only what ends in a whole digest', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab0/@.:$-v'), maxLength: 60 }), (text) => {
        const ref = read(text);
        if (ref.pin === 'sha') expect(text).toMatch(/@(?:[0-9a-f]{40}|[0-9a-f]{64})$/i);
        expect(ref.pin).not.toBe('docker-digest');
      }),
    );
  });
});
