import { describe, expect, test } from 'vitest';
import type { Actor, DriftRecord } from '../../model/drift.ts';
import { actorWords, deltaWords, doneWords, spanWords, stateWords, timeWords } from './record-words.ts';

const at = '2026-11-27T09:00:00.000Z';
const record: DriftRecord = {
  id: 3,
  cluster: 'production',
  object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace: 'shop', name: 'x' },
  change: 'added',
  effect: 'grants',
  danger: 'high',
  repository: 'infrastructure',
  commit: 'a'.repeat(40),
  tier: 'revoke',
  decision: 'delete',
  seenAt: at,
  actions: [],
  actors: [],
};
const said = (actor: Partial<Actor>) => {
  const { name, rest } = actorWords({ source: 'audit', user: 'eve@acme.example', at, ...actor });
  return `${name}; ${rest}`;
};

describe('whoever it was', () => {
  test('is a person, an account that nobody is known for, a robot, or a tool', () => {
    expect(said({ person: 'eve' })).toBe('eve; as eve@acme.example');
    expect(said({})).toBe('eve@acme.example; whom the roster does not know');
    expect(said({ robot: { id: 'ci', owners: ['ada', 'bo'] } })).toBe(
      'ci; a robot owned by ada and bo, as eve@acme.example',
    );
    expect(said({ source: 'manager', tool: 'kubectl-edit' })).toBe(
      'Somebody; with kubectl-edit, as the tool calls itself',
    );
  });

  test('is who impersonates, and it is said that an account had ended', () => {
    expect(said({ user: 'admin', impersonator: 'eve', person: 'eve', left: '2026-11-01T00:00:00Z' })).toBe(
      'eve; acting as admin, with an account that had ended on 2026-11-01',
    );
  });
});

describe('what it does', () => {
  test('is said of each right, and how many more there are', () => {
    const right = {
      subject: { kind: 'User', name: 'eve' },
      verbs: ['get'],
      groups: [''],
      resources: ['secrets'],
      namespace: 'shop',
      via: [],
    } as const;
    const delta = {
      effect: 'grants',
      danger: 'high',
      gained: [right, right, right, right, right],
      lost: [],
      more: 2,
      opens: ['read every password'],
      cutOff: [{ kind: 'Group', name: 'shop' }],
      unknown: [],
    } as const;
    const words = deltaWords({ effect: 'grants', delta });
    expect(words[0]).toBe('User eve may now get secrets in namespace shop.');
    expect(words.slice(4)).toEqual([
      '3 rights more like these.',
      'That opens: read every password.',
      'Deleting it takes from others what Git gives them: group shop.',
    ]);
  });

  test('is said roughly where the payload may not be seen', () => {
    expect(deltaWords({ effect: 'mixed' })).toEqual(['Some may do more because of it, some less.']);
  });
});

describe('what was done', () => {
  test('is said as far as it went', () => {
    expect(doneWords(record)).toEqual(['Nothing is done yet.']);
    expect(doneWords({ ...record, decision: 'record' })).toEqual(['It is only recorded.']);
    expect(doneWords({ ...record, code: 'paused' })).toEqual(['Nothing is done: the guard is paused.']);
    const actions = [{ index: 4, at, action: 'deleted', outcome: 'refused' }] as const;
    expect(doneWords({ ...record, actions, code: 'rate' })).toEqual([
      'The guard wanted to delete it; the API server refused.',
      'Nothing more is done: too many actions in too short a time.',
    ]);
    expect(doneWords({ ...record, actions, ended: { index: 5, at, how: 'gone' } })).toHaveLength(1);
  });

  test('is in its state', () => {
    expect(stateWords(record)).toEqual({ words: 'open', kind: 'bad' });
    expect(stateWords({ ...record, effect: 'reduces' }).kind).toBe('open');
    expect(stateWords({ ...record, replacedBy: 9 }).words).toBe('judged anew');
    expect(stateWords({ ...record, ended: { index: 5, at, how: 'given-back' } }).words).toBe(
      'given back by the agent',
    );
  });
});

test('times are short', () => {
  const spans = [
    '2026-11-27T09:00:00.250Z',
    '2026-11-27T09:00:02.400Z',
    '2026-11-27T09:20:00.000Z',
    '2026-11-28T09:00:00.000Z',
  ];
  expect(spans.map((until) => spanWords(at, until))).toEqual(['250 ms', '2.4 s', '20 minutes', '24 hours']);
  expect(timeWords(at)).toBe('2026-11-27 09:00:00 UTC');
});
