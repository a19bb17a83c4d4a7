import { MainwardError } from '../../model/errors.ts';
import type { Roster, RosterPerson } from '../../model/person.ts';
import type { RbacSubject } from '../../model/rbac.ts';
import { parseSubject } from '../../stages/5-cluster/ask/question.ts';
import type { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { type Requester, requesterOf } from '../../stages/5-cluster/match.ts';
import { nearest } from './nearest.ts';
import type { AskRequest } from './request.ts';

/** Whom a question is about, and the requests that this somebody can send: one for each name the cluster may know. */
export interface Asked {
  readonly subject: RbacSubject | { readonly kind: 'Person'; readonly name: string };
  readonly requesters: readonly Requester[];
  /** What was assumed, in sentences. */
  readonly notes: readonly string[];
  /** The name by which a cluster knows the person is nowhere stated. */
  readonly nameUnknown: boolean;
}

/** Makes the requester out of `user:NAME` and so on, with the implied groups, the roster's and those given. Throws `SUBJECT_UNKNOWN`. */
export function askedSubject(text: string, request: AskRequest, authorizer: Authorizer): Asked {
  const parsed = parseSubject(text);
  if (!parsed.ok) throw badSubject(text, parsed.error, authorizer);
  const { roster } = request.evidence;
  if (parsed.value.kind === 'person') return askedPerson(parsed.value.id, roster, request);
  const subject = parsed.value;
  const person = subject.kind === 'User' ? personOfUser(subject.name, roster, request.now) : undefined;
  const requester = requesterOf(subject, [...(person?.groups ?? []), ...request.groups]);
  const notes =
    person === undefined ? [] : [`In the roster ${subject.name} is ${person.id}${inGroups(person.groups)}.`];
  return { subject, requesters: [requester], notes, nameUnknown: false };
}

function askedPerson(id: string, roster: Roster | undefined, request: AskRequest): Asked {
  if (roster === undefined) {
    throw new MainwardError('SUBJECT_UNKNOWN', `Who person:${id} is says a roster, and none was supplied.`, {
      remedy: 'Supply it with --roster FILE, or ask about user:NAME.',
    });
  }
  const person = roster.people.find((one) => one.id === id);
  if (person === undefined) {
    const meant = nearest(
      id,
      roster.people.map((one) => one.id),
    );
    throw new MainwardError('SUBJECT_UNKNOWN', `The roster has no person ${JSON.stringify(id)}.`, {
      remedy: meant === undefined ? 'Name one of its people by its id.' : `Did you mean person:${meant}?`,
    });
  }
  const subject = { kind: 'Person', name: id } as const;
  if (!isCurrent(person, request.now)) {
    return { subject, requesters: [], notes: [`In the roster ${id} has left.`], nameUnknown: false };
  }
  const logins = person.accounts.filter(
    (account) => account.system === 'kubernetes' && isCurrent(account, request.now),
  );
  const names =
    logins.length > 0
      ? logins.map((account) => account.login)
      : [id, ...person.emails, ...person.accounts.map((account) => account.login)];
  const groups = [...person.groups, ...request.groups];
  const nameUnknown = logins.length === 0;
  return {
    subject,
    requesters: [...new Set(names)].map((name) => requesterOf({ kind: 'User', name }, groups)),
    notes: [
      nameUnknown
        ? `The roster gives ${id} no account of system kubernetes, so every name of ${id} was tried${inGroups(person.groups)}.`
        : `${id} is asked for as user ${names.join(' and ')}${inGroups(person.groups)}.`,
    ],
    nameUnknown,
  };
}

function inGroups(groups: readonly string[]): string {
  return groups.length === 0 ? '' : `, in the group${groups.length === 1 ? '' : 's'} ${groups.join(', ')}`;
}

/** User names of a cluster are compared exactly. */
function personOfUser(name: string, roster: Roster | undefined, now: string): RosterPerson | undefined {
  const people = (roster?.people ?? []).filter((person) => isCurrent(person, now));
  return (
    people.find((person) =>
      person.accounts.some(
        (account) => account.system === 'kubernetes' && account.login === name && isCurrent(account, now),
      ),
    ) ?? people.find((person) => person.id === name || person.emails.includes(name))
  );
}

function isCurrent(span: { readonly from?: string; readonly until?: string }, now: string): boolean {
  return (span.from === undefined || span.from <= now) && (span.until === undefined || now < span.until);
}

const FORMS = 'user:NAME, group:NAME, sa:NAMESPACE/NAME or person:ID';

function badSubject(text: string, reason: string, authorizer: Authorizer): MainwardError {
  const colon = text.indexOf(':');
  const name = text.slice(colon + 1);
  const kinds: Readonly<Record<string, string>> = {
    serviceaccount: 'sa',
    'service-account': 'sa',
    users: 'user',
    groups: 'group',
    people: 'person',
  };
  const kind = text.slice(0, Math.max(colon, 0)).toLowerCase();
  const meant = kinds[kind] ?? nearest(kind, ['user', 'group', 'sa', 'person']);
  const slashed = meant === 'sa' && name.includes(':') ? name.replace(':', '/') : name;
  const guess =
    colon === -1
      ? namedLike(text, authorizer)
      : meant !== undefined && name !== '' && `${meant}:${slashed}` !== text
        ? `${meant}:${slashed}`
        : undefined;
  return new MainwardError('SUBJECT_UNKNOWN', `${reason}; one is written as ${FORMS}.`, {
    remedy: guess === undefined ? `Write it as ${FORMS}.` : `Did you mean ${guess}?`,
  });
}

/** A bare name as the subject of that name that bindings in view have. */
function namedLike(name: string, authorizer: Authorizer): string {
  const [namespace, account] = name.split('/');
  if (account !== undefined) return `sa:${namespace ?? ''}/${account}`;
  const found = authorizer.cluster.bindings
    .flatMap((binding) => binding.subjects.map((subject) => ({ binding, subject })))
    .find(({ subject }) => subject.name === name);
  if (found === undefined) return `user:${name}`;
  const { subject, binding } = found;
  if (subject.kind === 'User') return `user:${name}`;
  if (subject.kind === 'Group') return `group:${name}`;
  return `sa:${subject.namespace ?? binding.namespace ?? ''}/${name}`;
}
