import { Calendar, REFERENCE_TIME } from '../calendar.ts';
import { Dice } from '../dice.ts';
import { People, type Person } from '../organisation/people.ts';
import type { DemoAccount } from '../serving/identity-provider.ts';

/** Who takes part in the thread. */
export interface Cast {
  readonly people: People;
  /** Of team payments; wants something. */
  readonly developer: Person;
  /** Two of platform-security. */
  readonly approvers: readonly [Person, Person];
  /** Of the platform team; merges. */
  readonly merger: Person;
}

/** The same people as the organisation that the same seed makes. */
export function castOf(seed: number): Cast {
  const people = new People(new Dice(seed), new Calendar(REFERENCE_TIME));
  return {
    people,
    developer: people.member('payments', 8),
    approvers: [people.of('platform-security', 0), people.of('platform-security', 1)],
    merger: people.of('platform', 5),
  };
}

/** One account a role, for the demo's identity provider. */
export function accountsOf({ people, developer, approvers: [security] }: Cast): readonly DemoAccount[] {
  const manager =
    people.group('team-leads').find(({ groups }) => !groups.includes('team-payments')) ?? developer;
  return [
    account('developer', developer, developer.groups),
    account('security', security, security.groups),
    account('manager', manager, manager.groups),
    account('auditor', { id: 'auditor', name: 'Robin Audit', email: 'robin@audits.example' }, ['auditors']),
  ];
}

function account(
  role: string,
  { id, name, email }: Pick<Person, 'id' | 'name' | 'email'>,
  groups: readonly string[],
): DemoAccount {
  return { id, name, email, groups, role };
}
