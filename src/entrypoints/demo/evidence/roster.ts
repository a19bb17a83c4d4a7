import { rfc3339 } from '../calendar.ts';
import type { People, Person, PersonalKey } from '../organisation/people.ts';

/** Who works at acme: `evidence/roster.yaml`. */
export function roster(people: People): string {
  const admins = people.group('platform-admins').map((person) => person.id);
  return `apiVersion: mainward.dev/v1alpha1
kind: Roster
metadata:
  name: acme
spec:
  people:
${[...people.current, people.leaver].map(personEntry).join('')}  robots:
    - id: merge-bot
      owners: [${admins.join(', ')}]
      accounts:
        - { system: github, login: acme-merge-bot }
    - id: flux-production
      owners: [${admins.join(', ')}]
      accounts:
        - { system: github, login: 'deploy-key:flux-production' }
    # The forge signs the merges and squashes that it makes. Its key belongs to no person.
    - id: github
      owners: []
      emails: [noreply@github.com]
      accounts:
        - { system: github, login: web-flow }
      keys:
        - type: ssh
          publicKey: ${people.forgeKey.publicLine}
`;
}

function personEntry(person: Person): string {
  const span = `      from: ${rfc3339(person.from)}\n${person.until === undefined ? '' : `      until: ${rfc3339(person.until)}\n`}`;
  return `    - id: ${person.id}
      name: ${person.name}
      emails: [${person.email}]
      groups: [${person.groups.join(', ')}]
${span}      accounts:
        - { system: github, login: ${person.login} }
        - { system: argocd, login: ${person.email} }
        - { system: kubernetes, login: ${person.email} }
      keys:
${person.keys.map(keyEntry).join('')}`;
}

function keyEntry(one: PersonalKey): string {
  const until = one.until === undefined ? '' : `          until: ${rfc3339(one.until)}\n`;
  const revoked =
    one.revokedAt === undefined
      ? ''
      : `          revokedAt: ${rfc3339(one.revokedAt)}\n          reason: left the company\n`;
  return `        - type: ssh
          publicKey: ${one.key.publicLine}
          from: ${rfc3339(one.from)}
${until}${revoked}`;
}

/**
 * The same keys as `ssh-keygen` reads them. The format knows no revocation: a leaver's key ends with its owner's last day,
 * and whoever dates a commit back gets past it.
 */
export function allowedSigners(people: People): string {
  const lines = [...people.current, people.leaver].flatMap((person) =>
    person.keys.map(({ key, from, until, revokedAt }) => {
      const end = until ?? revokedAt;
      const window = `valid-after="${stamp(from)}"${end === undefined ? '' : `,valid-before="${stamp(end)}"`}`;
      return `${person.email} namespaces="git",${window} ${key.publicLine}\n`;
    }),
  );
  return `${lines.join('')}noreply@github.com namespaces="git" ${people.forgeKey.publicLine}\n`;
}

/** `YYYYMMDDHHMMSSZ` (ssh-keygen(1), ALLOWED SIGNERS). */
function stamp(seconds: number): string {
  return `${rfc3339(seconds).replaceAll(/[-:TZ]/g, '')}Z`;
}
