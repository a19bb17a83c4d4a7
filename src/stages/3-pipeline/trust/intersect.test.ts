import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimTemplate, ClaimValue, HoleLanguage, HoleName, Trust } from '../../../model/trust.ts';
import { matches } from '../language/state.ts';
import { holeLanguage } from '../mint/holes.ts';
import { intersect, languageOf } from './intersect.ts';
import { readTrust } from './read.ts';

const ISSUER = 'token.actions.githubusercontent.com';

function trust(provider: string, document: unknown): Trust {
  const file = {
    schema: 'mainward.dev/trust-evidence/v1',
    provider,
    id: 'deploy',
    document,
    source: 'test',
    observedAt: '2026-01-01T00:00:00Z',
  };
  const read = readTrust(new TextEncoder().encode(JSON.stringify(file)), { path: 'deploy.json' });
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

function role(condition: Record<string, Record<string, unknown>>): Trust {
  return trust('aws', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  });
}

function template(
  sub: ClaimValue,
  holes: readonly (readonly [HoleName, HoleLanguage])[],
  more: readonly (readonly [string, ClaimValue])[] = [],
): ClaimTemplate {
  return {
    id: 't',
    repository: 'app',
    class: 'contributor',
    event: 'push',
    claims: new Map<string, ClaimValue>([['sub', sub], ['aud', { kind: 'chosen' }], ...more]),
    holes: new Map(holes),
    assumed: [],
  };
}

const onBranch = template(
  { kind: 'text', before: 'repo:acme/app:ref:refs/heads/', hole: 'branch', after: '', escaped: true },
  [['branch', { kind: 'any-ref', except: ['main'] }]],
);
const onPull = template({ kind: 'text', before: 'repo:acme/app:pull_request', after: '' }, []);

describe('whether a role lets a token in', () => {
  it.each([
    ['StringEquals', 'repo:acme/app:ref:refs/heads/main', false],
    ['StringEquals', 'repo:acme/app:ref:refs/heads/dev', 'repo:acme/app:ref:refs/heads/dev'],
    ['StringEquals', 'repo:acme/app:*', false],
    ['StringLike', 'repo:acme/app:*', 'repo:acme/app:ref:refs/heads/x'],
    ['StringLike', 'repo:acme/*', 'repo:acme/app:ref:refs/heads/x'],
    ['StringLike', 'repo:acme/app:ref:refs/heads/release/*', 'repo:acme/app:ref:refs/heads/release/x'],
    ['StringLike', 'repo:acme/app:ref:refs/heads/mai?', 'repo:acme/app:ref:refs/heads/maix'],
    ['StringLike', 'repo:acme/app:pull_request', false],
    ['StringLike', 'repo:acme/app:environment:*', false],
    ['StringEqualsIgnoreCase', 'REPO:acme/APP:ref:refs/heads/Dev', 'repo:acme/app:ref:refs/heads/Dev'],
    ['ForAnyValue:StringLike', 'repo:acme/app:ref:refs/heads/x', 'repo:acme/app:ref:refs/heads/x'],
  ])('%s %s: %s', (operator, value, expected) => {
    const found = intersect(role({ [operator]: { [`${ISSUER}:sub`]: value } }), onBranch);
    if (typeof expected !== 'string') expect(found.reachable).toBe(false);
    else if (found.reachable === true) expect(found.witness.toLowerCase()).toBe(expected.toLowerCase());
    else throw new Error(`not reachable: ${found.why}`);
  });

  it('needs every key and any value', () => {
    const both = role({
      StringEquals: {
        [`${ISSUER}:aud`]: 'sts.amazonaws.com',
        [`${ISSUER}:sub`]: ['x', 'repo:acme/app:pull_request'],
      },
    });
    const found = intersect(both, onPull);
    expect(found).toMatchObject({ reachable: true, witness: 'repo:acme/app:pull_request' });
    expect(found.reachable === true ? found.claims.get('aud') : '').toBe('sts.amazonaws.com');
    expect(intersect(both, onBranch).reachable).toBe(false);
  });

  it('joins what is asked of two claims over the same name', () => {
    const ref: ClaimValue = { kind: 'text', before: 'refs/heads/', hole: 'branch', after: '' };
    const two = role({
      StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:*', [`${ISSUER}:ref`]: 'refs/heads/rel-*' },
      StringNotLike: { [`${ISSUER}:ref`]: 'refs/heads/rel-a*' },
    });
    const found = intersect(
      two,
      template(onBranch.claims.get('sub') as ClaimValue, [...onBranch.holes], [['ref', ref]]),
    );
    expect(found).toMatchObject({ reachable: true, witness: 'repo:acme/app:ref:refs/heads/rel-' });
  });

  it('lets anybody in where ForAllValues or IfExists asks for a claim that is not there', () => {
    for (const operator of ['ForAllValues:StringEquals', 'StringEqualsIfExists', 'StringNotEquals']) {
      expect(
        intersect(role({ [operator]: { [`${ISSUER}:environment`]: 'production' } }), onBranch).reachable,
      ).toBe(true);
    }
    expect(
      intersect(role({ StringEquals: { [`${ISSUER}:environment`]: 'production' } }), onBranch).reachable,
    ).toBe(false);
    expect(intersect(role({ Null: { [`${ISSUER}:environment`]: 'true' } }), onBranch).reachable).toBe(true);
  });

  it('does not tell where a condition is not about the token, unless the rest already refuses it', () => {
    const odd = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(intersect(role(odd), onBranch).reachable).toBe('unknown');
    expect(intersect(role({ ...odd, StringEquals: { [`${ISSUER}:sub`]: 'x' } }), onBranch).reachable).toBe(
      false,
    );
  });

  it('heeds what is denied', () => {
    const denied = trust('aws', {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::1:oidc-provider/${ISSUER}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:*' } },
        },
        {
          Effect: 'Deny',
          Principal: { Federated: '*' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { [`${ISSUER}:sub`]: '*:ref:refs/heads/*' } },
        },
      ],
    });
    expect(intersect(denied, onBranch).reachable).toBe(false);
    expect(intersect(denied, onPull).reachable).toBe(true);
  });

  it('writes a colon of an environment as the forge does', () => {
    const named = template(
      { kind: 'text', before: 'repo:acme/app:environment:', hole: 'environment', after: '', escaped: true },
      [['environment', { kind: 'any-name', except: ['production'] }]],
    );
    expect(
      intersect(role({ StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:environment:production' } }), named)
        .reachable,
    ).toBe(false);
    expect(
      intersect(role({ StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:environment:a%3Ab' } }), named),
    ).toMatchObject({ reachable: true, witness: 'repo:acme/app:environment:a%3Ab' });
    expect(
      intersect(role({ StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:environment:a:b' } }), named)
        .reachable,
    ).toBe(false);
  });
});

describe('other providers', () => {
  it('reads conditions and principals of Google', () => {
    const mapping = { 'google.subject': 'assertion.sub', 'attribute.repository': 'assertion.repository' };
    const repository: readonly (readonly [string, ClaimValue])[] = [
      ['repository', { kind: 'text', before: 'acme/app', after: '' }],
    ];
    const one = template(onBranch.claims.get('sub') as ClaimValue, [...onBranch.holes], repository);
    const make = (attributeCondition: string, principals: readonly string[] = []): Trust =>
      trust('gcp', {
        issuer: `https://${ISSUER}`,
        attributeMapping: mapping,
        attributeCondition,
        principals,
      });
    expect(
      intersect(make("attribute.repository == 'acme/app' && assertion.sub.endsWith('/x')"), one),
    ).toMatchObject({ reachable: true });
    expect(intersect(make("!(assertion.repository in ['acme/app', 'acme/b'])"), one).reachable).toBe(false);
    expect(
      intersect(make("assertion.repository == 'b/c' || assertion.sub.startsWith('repo:acme/')"), one)
        .reachable,
    ).toBe(true);
    expect(intersect(make("assertion.sub.matches('.*')"), one).reachable).toBe('unknown');
    expect(
      intersect(make("assertion.repository == 'b/c' && assertion.sub.matches('.*')"), one).reachable,
    ).toBe(false);
    expect(
      intersect(
        make('', [
          'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/attribute.repository/acme/app',
        ]),
        one,
      ).reachable,
    ).toBe(true);
    expect(
      intersect(
        make('', [
          'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/repo:acme/app:ref:refs/heads/main',
        ]),
        one,
      ).reachable,
    ).toBe(false);
  });

  it('reads federated credentials, Vault roles and the cluster’s own issuers', () => {
    const issuer = `https://${ISSUER}`;
    expect(
      intersect(
        trust('azure', {
          issuer,
          subject: 'repo:acme/app:pull_request',
          audiences: ['api://AzureADTokenExchange'],
        }),
        onPull,
      ).reachable,
    ).toBe(true);
    expect(
      intersect(
        trust('azure', {
          issuer,
          audiences: ['a'],
          claimsMatchingExpression: { value: "claims['sub'] matches 'repo:acme/app:ref:refs/heads/*'" },
        }),
        onBranch,
      ).reachable,
    ).toBe(true);
    expect(
      intersect(
        trust('vault', {
          issuer,
          bound_audiences: ['v'],
          bound_claims_type: 'glob',
          bound_claims: { sub: 'repo:acme/app:ref:refs/heads/mai?' },
        }),
        onBranch,
      ).reachable,
    ).toBe(false);
    expect(intersect(trust('vault', { issuer, bound_audiences: ['v'] }), onPull).reachable).toBe(true);
    expect(
      intersect(
        trust('kubernetes', {
          issuer: { url: issuer, audiences: ['k'] },
          claimValidationRules: [{ claim: 'sub', requiredValue: 'repo:acme/app:pull_request' }],
        }),
        onBranch,
      ).reachable,
    ).toBe(false);
    expect(
      intersect(trust('vault', { issuer: 'https://gitlab.example', bound_audiences: ['v'] }), onPull)
        .reachable,
    ).toBe(false);
    expect(intersect(trust('vault', { bound_audiences: ['v'] }), onPull).reachable).toBe('unknown');
  });
});

describe('the intersection, against every short name', () => {
  const letters = ['a', 'b', '/'];
  const names = ['a', 'b', '/'].reduce<string[]>(
    (found) => [...found, ...found.flatMap((one) => letters.map((letter) => one + letter))],
    [''],
  );
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', 'r:'), maxLength: 5 });
  const condition = fc.record({
    operator: fc.constantFrom('StringLike', 'StringNotLike', 'StringEquals', 'StringNotEquals'),
    values: fc.array(
      pattern.map((one) => `r:${one}`),
      { minLength: 1, maxLength: 2 },
    ),
  });
  const filter = fc.array(fc.constantFrom('a*', '**', '*b', '!a', 'a/**', 'b?', '!*/b'), {
    minLength: 1,
    maxLength: 3,
  });

  it('agrees with trying them, and its witness fits', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 2 }),
        filter,
        fc.boolean(),
        (conditions, patterns, ignore) => {
          const hole: HoleLanguage = { kind: 'filtered', patterns, ignore, except: ['b'] };
          const one = template({ kind: 'text', before: 'r:', hole: 'branch', after: '' }, [['branch', hole]]);
          const made = conditions.map(({ operator, values }) =>
            role({ [operator]: { [`${ISSUER}:sub`]: values } }),
          );
          const all = made.flatMap((each) => each.statements.flatMap((statement) => statement.all));
          const joined: Trust = { ...role({}), statements: [{ effect: 'allow', all, unknown: [] }] };
          const language = holeLanguage(hole)!;
          const fits = (name: string): boolean =>
            matches(language, name) && all.every((predicate) => matches(languageOf(predicate), `r:${name}`));
          const found = intersect(joined, one);
          if (found.reachable === true) expect(fits(found.witness.slice(2))).toBe(true);
          else {
            expect(found.reachable).toBe(false);
            expect(names.filter(fits)).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('files of evidence', () => {
  it('are refused where they do not say what they are', () => {
    const read = (file: unknown): unknown =>
      readTrust(new TextEncoder().encode(JSON.stringify(file)), { path: 'a.json' });
    expect(read({})).toMatchObject({ ok: false });
    expect(
      read({ schema: 'mainward.dev/trust-evidence/v1', provider: 'x', id: 'a', document: {} }),
    ).toMatchObject({ ok: false });
    const whole = {
      schema: 'mainward.dev/trust-evidence/v1',
      provider: 'aws',
      id: 'a',
      document: {},
      source: 's',
      observedAt: '2026-01-01T00:00:00Z',
    };
    expect(
      read({ ...whole, reaches: [{ environment: 'production', effects: ['everything'] }] }),
    ).toMatchObject({ ok: false });
    expect(read({ ...whole, reaches: [{ environment: 'production', effects: ['workload'] }] })).toMatchObject(
      { ok: true },
    );
  });
});
