import type * as z from 'zod';
import { child, itemsOf, textOf } from '../formats/yaml/access.ts';
import { readYaml } from '../formats/yaml/read.ts';
import type { YamlNode } from '../formats/yaml/tree.ts';
import type { AccessGrant, AccessPolicy } from '../model/access-grant.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Location, type Origin } from '../model/location.ts';
import type { Roster, RosterKey, RosterPerson, RosterRobot } from '../model/person.ts';
import type { Exception, GuardPolicy, Requirement, System, TrustPolicy } from '../model/policy.ts';
import type { ReviewDefinition } from '../model/review.ts';
import { readAccessPolicy, readGrant } from './access-policy.ts';
import { readGuardPolicy } from './guard-policy.ts';
import { readReviewDefinition } from './review-definition.ts';
import {
  API_VERSION,
  ExceptionDocument,
  RequirementDocument,
  RosterDocument,
  SystemDocument,
} from './schemas.ts';
import { readTrustPolicy } from './trust-policy.ts';
import { exact, validated } from './validate.ts';

/** Everything that the policy files of one place declare. */
export interface Policy {
  readonly rosters: readonly Roster[];
  readonly systems: readonly System[];
  readonly requirements: readonly Requirement[];
  readonly exceptions: readonly Exception[];
  readonly trustPolicies: readonly TrustPolicy[];
  readonly guards: readonly GuardPolicy[];
  readonly reviews: readonly ReviewDefinition[];
  readonly accessPolicies: readonly AccessPolicy[];
  readonly grants: readonly AccessGrant[];
}

type Collected = { readonly [Kind in keyof Policy]: Policy[Kind][number][] };

/**
 * Reads one policy file; the kind of each document decides what it is. Fails with POLICY_INVALID (or
 * ROSTER_INVALID) where anything in it does not parse or is not understood: a policy that is half read is none.
 */
export function readPolicyFile(bytes: Uint8Array, origin: Origin): Policy {
  const policy: Collected = {
    rosters: [],
    systems: [],
    requirements: [],
    exceptions: [],
    trustPolicies: [],
    guards: [],
    reviews: [],
    accessPolicies: [],
    grants: [],
  };
  for (const document of readYaml(bytes, origin, { bytes: 16 << 20, tokens: 4_000_000 }).documents) {
    if (!document.ok) throw invalid(document.at, document.reason);
    if (document.root === undefined) continue;
    readDocument(document.root, policy);
  }
  return policy;
}

function readDocument(root: YamlNode, policy: Collected): void {
  const kind = textOf(child(root, 'kind'));
  if (textOf(child(root, 'apiVersion')) !== API_VERSION)
    throw invalid(root.at, `apiVersion must be ${API_VERSION}`);
  switch (kind) {
    case 'Roster':
      policy.rosters.push(readRoster(root));
      return;
    case 'System':
      policy.systems.push({
        name: textOf(child(root, 'metadata', 'name')) ?? '',
        ...validated(SystemDocument, root, 'POLICY_INVALID', 'The System').spec,
        at: root.at,
      });
      return;
    case 'Requirement': {
      const { metadata, spec } = validated(RequirementDocument, root, 'POLICY_INVALID', 'The Requirement');
      policy.requirements.push({ name: metadata.name, ...spec, at: root.at });
      return;
    }
    case 'Exception': {
      const { path, ...spec } = validated(ExceptionDocument, root, 'POLICY_INVALID', 'The Exception').spec;
      policy.exceptions.push({ ...spec, ...(path === undefined ? {} : { path }), at: root.at });
      return;
    }
    case 'TrustPolicy':
      policy.trustPolicies.push(readTrustPolicy(root));
      return;
    case 'Guard':
      policy.guards.push(readGuardPolicy(root));
      return;
    case 'ReviewDefinition':
      policy.reviews.push(readReviewDefinition(root));
      return;
    case 'AccessPolicy':
      policy.accessPolicies.push(readAccessPolicy(root));
      return;
    case 'Grant':
      policy.grants.push(readGrant(root));
      return;
    default:
      throw invalid(root.at, `kind ${kind ?? 'nothing'} is not known`);
  }
}

function readRoster(root: YamlNode): Roster {
  const { spec } = validated(RosterDocument, root, 'ROSTER_INVALID', 'The Roster');
  const groupsOf = new Map<string, string[]>();
  for (const group of spec.groups)
    for (const member of group.members) groupsOf.set(member, [...(groupsOf.get(member) ?? []), group.name]);
  const nodes = {
    people: itemsOf(child(root, 'spec', 'people')),
    robots: itemsOf(child(root, 'spec', 'robots')),
  };
  const people = spec.people.map((person, index): RosterPerson => {
    const node = nodes.people[index] ?? root;
    const { keys, groups, ...rest } = person;
    return {
      kind: 'person',
      ...exact(rest),
      groups: [...new Set([...groups, ...(groupsOf.get(person.id) ?? [])])],
      keys: keysAt(keys, node),
      at: node.at,
    };
  });
  const robots = spec.robots.map((robot, index): RosterRobot => {
    const node = nodes.robots[index] ?? root;
    const { keys, ...rest } = robot;
    return { kind: 'robot', ...exact(rest), keys: keysAt(keys, node), at: node.at };
  });
  demandUnique([...people, ...robots]);
  return { people, robots, at: root.at };
}

type StoredKey = z.output<typeof RosterDocument>['spec']['people'][number]['keys'][number];

function keysAt(keys: readonly StoredKey[], node: YamlNode): readonly RosterKey[] {
  const nodes = itemsOf(child(node, 'keys'));
  return keys.map((key, index) => ({
    ...exact(key),
    at: (nodes[index] ?? node).at,
  }));
}

/** Two people with one id, or one account of two people, would make every answer about them wrong. */
function demandUnique(identities: readonly (RosterPerson | RosterRobot)[]): void {
  const seen = new Map<string, Location>();
  for (const identity of identities) {
    const names = [
      `id ${identity.id}`,
      ...identity.accounts
        .filter((one) => one.until === undefined)
        .map((one) => `account ${one.system}:${one.login.toLowerCase()}`),
    ];
    for (const name of names) {
      const before = seen.get(name);
      if (before !== undefined) {
        throw new MainwardError(
          'ROSTER_INVALID',
          `The roster gives ${name} twice, at ${formatLocation(before)} and ${formatLocation(identity.at)}, so nobody can tell whose it is.`,
          {
            remedy: 'Give it to one of them, or end the older one with `until`.',
          },
        );
      }
      seen.set(name, identity.at);
    }
  }
}

function invalid(at: Location, why: string): MainwardError {
  const place = formatLocation(at);
  return new MainwardError(
    'POLICY_INVALID',
    `The policy at ${place} cannot be used: ${why}. A policy that is half read decides nothing.`,
    {
      fields: { place },
      remedy: 'Mend the document, or take the file out of the policy folder.',
    },
  );
}
