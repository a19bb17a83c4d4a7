import { describe, expect, test } from 'vitest';
import type { IssuerKeys, PublishedKey } from './issuer.ts';

export interface IssuerPlace {
  readonly issuer: string;
  readonly keys: IssuerKeys;
  /** From now on it has these keys and no others. */
  readonly publish: (keys: readonly PublishedKey[]) => void;
  /** Lets so much time go by that nothing old is used any more. */
  readonly later: () => void;
  /** From now on it answers nobody, for longer than anything old is used. */
  readonly fall: () => void;
}

/** What `IssuerKeys` must do. `makePlace` gives an issuer without keys each time. */
export function conformsToIssuerKeys(name: string, makePlace: () => Promise<IssuerPlace>): void {
  const one = { kty: 'OKP', crv: 'Ed25519', x: 'A', kid: 'one' };
  const two = { kty: 'OKP', crv: 'Ed25519', x: 'B', kid: 'two' };

  describe(`${name} as keys of issuers`, () => {
    test('gives a key by its id, as it was published', async () => {
      const { issuer, keys, publish } = await makePlace();
      publish([one, two]);
      expect(await keys.key(issuer, 'one')).toEqual(one);
      expect(await keys.key(issuer, 'two')).toEqual(two);
    });

    test.each(['', 'three', 'ONE', 'one ', '__proto__', 'constructor', '../one', '0'])(
      'has no key %j',
      async (id) => {
        const { issuer, keys, publish } = await makePlace();
        publish([one]);
        expect(await keys.key(issuer, id)).toBeUndefined();
      },
    );

    test('knows only its issuer, to the letter', async () => {
      const { issuer, keys, publish } = await makePlace();
      publish([one]);
      for (const other of [`${issuer}/`, issuer.toUpperCase(), `${issuer}@evil.example`, '', '__proto__'])
        expect(await keys.key(other, 'one'), other).toBeUndefined();
    });

    test('finds a key that is new, and in time not one that was taken away', async () => {
      const { issuer, keys, publish, later } = await makePlace();
      publish([one]);
      expect(await keys.key(issuer, 'one')).toEqual(one);
      publish([two]);
      expect(await keys.key(issuer, 'two')).toEqual(two);
      later();
      expect(await keys.key(issuer, 'one')).toBeUndefined();
    });

    test('rejects where nobody answers', async () => {
      const { issuer, keys, publish, fall } = await makePlace();
      publish([one]);
      expect(await keys.key(issuer, 'one')).toEqual(one);
      fall();
      await expect(keys.key(issuer, 'one')).rejects.toMatchObject({ code: 'ISSUER_UNREACHABLE' });
    });
  });
}
