import { bundleOf, recordPath } from '../../chain/access/bundle.ts';
import type { AccessGrantDocument, ListedGrant, OfferedAccess } from '../../model/access-document.ts';
import type { AccessPolicy } from '../../model/access-grant.ts';
import type { Roster } from '../../model/person.ts';
import { type BoardGrant, stateOf } from './board.ts';
import { dueAt } from './due.ts';
import { actsOf, type GrantActor } from './may.ts';
import type { PolicyPlace } from './ports.ts';

/** What a policy offers, to somebody. */
export function offeredAccess(
  { place, policy, roster }: PolicyPlace,
  person: string | undefined,
): OfferedAccess {
  const mine = groupsOf(roster, person);
  const isIn = (groups: readonly string[]): boolean => groups.some((one) => mine.includes(one));
  const { breakGlass } = policy;
  return {
    name: policy.name,
    repository: place.name,
    cluster: policy.cluster,
    offers: policy.offers.map(({ namespace, role }) => ({
      namespace: namespace ?? null,
      role: `${role.kind}/${role.name}`,
    })),
    eligible: isIn(policy.eligible),
    longestMinutes: policy.minutes.longest,
    usualMinutes: policy.minutes.usual,
    approvals: policy.approvals,
    reasonPrefixes: policy.reasonPrefixes,
    pendingMinutes: policy.pendingMinutes,
    ...(breakGlass === undefined
      ? {}
      : {
          breakGlass: {
            eligible: isIn(breakGlass.eligible),
            longestMinutes: breakGlass.longestMinutes,
            reviewers: breakGlass.reviewers,
            reviewWithinMinutes: breakGlass.reviewWithinMinutes,
          },
        }),
  };
}

export interface GrantContext {
  readonly policies: readonly PolicyPlace[];
  readonly grants: readonly BoardGrant[];
  readonly now: number;
  readonly reader: GrantActor;
}

/** `approvers`: those who are known to have agreed so far. */
export function listedGrant(
  one: BoardGrant,
  context: GrantContext,
  approvers: readonly string[] = one.approvers,
): ListedGrant {
  const { id, entry, grant, began, ends, by } = one;
  return {
    id,
    kind: entry.kind,
    policy: entry.policy,
    cluster: entry.cluster,
    repository: entry.repository,
    state: stateOf(one, context.now),
    ...(grant === undefined
      ? {}
      : { person: grant.person, reason: grant.reason, requestedAt: grant.requestedAt }),
    ...(by === undefined ? {} : { by }),
    expires: entry.expires,
    ...(began === undefined ? {} : { began }),
    ends,
    ...reviewOf(one, context),
    stillHasBy: stillHasBy(one, context),
    may: actsOf({ found: one, at: placeOf(one, context.policies) }, context.reader, {
      now: context.now,
      approvers,
    }),
  };
}

/** `approvers`: those who agreed so far. */
export function grantDocument(
  one: BoardGrant,
  context: GrantContext,
  approvers: readonly string[],
): AccessGrantDocument {
  const at = placeOf(one, context.policies);
  const { grant, manifests, offered } = one;
  const bundle = grant === undefined || at === undefined ? undefined : bundleOf(grant, at.policy);
  return {
    schema: 'mainward.dev/access-grant/v1',
    ...listedGrant(one, context, approvers),
    bundle: one.entry.bundle,
    // What was recorded is what was offered; the record is written anew of it.
    ...(bundle?.record.path === recordPath(one.id) ? { record: bundle.record.text } : {}),
    ...(manifests === undefined ? {} : { manifests }),
    ...(offered === undefined ? {} : { offered: { ref: offered.ref, head: offered.head } }),
    approvers,
    missing: stateOf(one, context.now) === 'pending' && at !== undefined ? missing(one, at, approvers) : [],
  };
}

/** Is it somebody's own, or theirs to agree to or to review? */
export function concerns(
  one: BoardGrant,
  person: string | undefined,
  policies: readonly PolicyPlace[],
): boolean {
  if (person === undefined) return false;
  if ([one.by, one.grant?.person].includes(person)) return true;
  const at = placeOf(one, policies);
  const asked = [
    ...(at?.policy.approvals.map(({ group }) => group) ?? []),
    ...(at?.policy.breakGlass?.reviewers ?? []),
  ];
  return groupsOf(at?.roster, person).some((group) => asked.includes(group));
}

function reviewOf(one: BoardGrant, { policies, now }: GrantContext): Pick<ListedGrant, 'review'> {
  if (one.entry.kind !== 'break-glass' || one.began === undefined) return {};
  const due = dueAt(one, placeOf(one, policies)?.policy);
  return {
    review: {
      due: new Date(due).toISOString(),
      overdue: one.review === undefined && due <= now,
      ...one.review,
    },
  };
}

/** Other grants that are there, to the same person, of a role that this one gave. */
function stillHasBy(one: BoardGrant, { grants, policies, now }: GrantContext): readonly string[] {
  const { grant } = one;
  if (grant === undefined) return [];
  const mine = rolesOf(placeOf(one, policies)?.policy);
  return grants.flatMap((other) => {
    const isThere = other.id !== one.id && ['active', 'ending'].includes(stateOf(other, now));
    if (!isThere || other.grant?.person !== grant.person || other.entry.cluster !== one.entry.cluster)
      return [];
    return rolesOf(placeOf(other, policies)?.policy).some((role) => mine.includes(role)) ? [other.id] : [];
  });
}

function rolesOf(policy: AccessPolicy | undefined): readonly string[] {
  return (policy?.offers ?? []).map(({ namespace, role }) => `${namespace ?? ''} ${role.kind}/${role.name}`);
}

/** Nobody counts for themselves. The gate counts as well, by the signatures. */
function missing(
  { grant, by }: BoardGrant,
  { policy, roster }: PolicyPlace,
  approvers: readonly string[],
): AccessGrantDocument['missing'] {
  const others = approvers.filter((one) => one !== grant?.person && one !== by);
  return policy.approvals.flatMap(({ group, count }) => {
    const have = others.filter((one) => groupsOf(roster, one).includes(group)).length;
    return have >= count ? [] : [{ group, count: count - have }];
  });
}

function placeOf({ entry }: BoardGrant, policies: readonly PolicyPlace[]): PolicyPlace | undefined {
  return policies.find(
    ({ policy, place }) => policy.name === entry.policy && place.name === entry.repository,
  );
}

function groupsOf(roster: Roster | undefined, person: string | undefined): readonly string[] {
  return roster?.people.find(({ id }) => id === person)?.groups ?? [];
}
