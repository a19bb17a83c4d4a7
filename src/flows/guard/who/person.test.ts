import { expect, test } from 'vitest';
import type { Actor } from '../../../model/drift.ts';
import { fileLocation } from '../../../model/location.ts';
import type { Roster, RosterAccount, RosterPerson, RosterRobot } from '../../../model/person.ts';
import { knownActor } from './person.ts';

const at = fileLocation({ path: 'roster.yaml' });
const bare = { keys: [], emails: [], at };

function person(
  id: string,
  accounts: readonly RosterAccount[],
  span: Partial<RosterPerson> = {},
): RosterPerson {
  return { ...bare, kind: 'person', id, groups: ['system:masters'], accounts, ...span };
}

function rosterOf(people: readonly RosterPerson[], robots: readonly RosterRobot[] = []): Roster {
  return { people, robots, at };
}

const ada = { system: 'kubernetes', login: 'ada@acme.example' };
const request: Actor = {
  source: 'audit',
  user: 'ada@acme.example',
  groups: ['system:masters'],
  at: '2026-11-27T09:00:00.000Z',
};

test('an account of Kubernetes is whose the roster says it is', () => {
  expect(knownActor(request, [rosterOf([person('ada', [ada])])], 'production')).toEqual({
    ...request,
    person: 'ada',
  });
  const others = [
    person('bo', [{ ...ada, system: 'github' }]),
    person('cy', [{ ...ada, login: 'Ada@acme.example' }]),
  ];
  expect(knownActor(request, [rosterOf(others)], 'production')).toEqual(request);
});

test('an account of this cluster stands before one of any', () => {
  const people = [person('ada', [ada]), person('bo', [{ ...ada, system: 'production' }])];
  expect(knownActor(request, [rosterOf(people)], 'production').person).toBe('bo');
  expect(knownActor(request, [rosterOf(people)], 'staging').person).toBe('ada');
});

test('an account that two have at that time is nobody’s, also where each is in a roster of its own', () => {
  const [one, other] = [person('ada', [ada]), person('bo', [ada])];
  expect(knownActor(request, [rosterOf([one, other])], 'x').person).toBeUndefined();
  expect(knownActor(request, [rosterOf([one]), rosterOf([other])], 'x').person).toBeUndefined();
  expect(knownActor(request, [rosterOf([one]), rosterOf([one])], 'x').person).toBe('ada');
});

test('an account counts from when it began, and one that had ended is told as such', () => {
  const until = '2026-11-01T00:00:00Z';
  const later = person('ada', [{ ...ada, from: '2026-11-28T00:00:00Z' }]);
  expect(knownActor(request, [rosterOf([later])], 'x')).toEqual(request);
  const leavers = [person('ada', [{ ...ada, until }]), person('ada', [ada], { until })];
  for (const one of leavers)
    expect(knownActor(request, [rosterOf([one])], 'x')).toEqual({ ...request, person: 'ada', left: until });
  const now = person('bo', [{ ...ada, from: until }]);
  expect(knownActor(request, [rosterOf([person('ada', [{ ...ada, until }]), now])], 'x')).toEqual({
    ...request,
    person: 'bo',
  });
});

test('who impersonates is the person, not who is impersonated', () => {
  const people = [person('ada', [ada]), person('eve', [{ ...ada, login: 'eve' }])];
  expect(knownActor({ ...request, impersonator: 'eve' }, [rosterOf(people)], 'x').person).toBe('eve');
  expect(
    knownActor({ ...request, impersonator: 'stranger' }, [rosterOf(people)], 'x').person,
  ).toBeUndefined();
});

test('a service account is a robot, with those who command it', () => {
  const login = 'system:serviceaccount:ci:deployer';
  const robot: RosterRobot = {
    ...bare,
    kind: 'robot',
    id: 'deployer',
    owners: ['ada'],
    accounts: [{ system: 'kubernetes', login }],
  };
  expect(knownActor({ ...request, user: login }, [rosterOf([], [robot])], 'x')).toMatchObject({
    robot: { id: 'deployer', owners: ['ada'] },
  });
});

test('a tool is nobody', () => {
  const tool: Actor = { source: 'manager', tool: 'kubectl-edit', at: request.at };
  expect(knownActor(tool, [rosterOf([person('ada', [ada])])], 'x')).toEqual(tool);
});
