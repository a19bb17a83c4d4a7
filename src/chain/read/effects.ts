import type { Answered, Feed } from '../../model/agent.ts';
import type { Effect } from '../../model/graph.ts';
import type { RbacSubject } from '../../model/rbac.ts';
import type { Authorizer, HeldRule } from '../../stages/5-cluster/authorizer.ts';
import { requesterOf } from '../../stages/5-cluster/match.ts';
import { powersIn, scopesOf } from '../../stages/5-cluster/powers.ts';

/** Whether a feed may change what runs, or who may do what: by itself, or by further Applications that it brings. */
export function effectOf(effect: Effect, feed: Feed, authorizer: Authorizer | undefined): Answered {
  const { limits } = feed;
  const limit =
    effect === 'workload' ? limits.workloads : either(limits.clusterAccess, limits.namespacedAccess);
  const own = combine(effect, feed, asCondition(limit, feed), authorizer);
  return own.answer === 'no' && bringsApplications(feed) ? byOwnMaking(feed) : own;
}

/** An unknown limit says what has to be so for the feed to reach; a path that rests on it is read as "if …". */
function asCondition(limit: Answered, feed: Feed): Answered {
  if (limit.answer !== 'unknown' || feed.agent !== 'argocd') return limit;
  return { ...limit, why: `the Argo CD project permits it: ${limit.why}` };
}

/** An Argo CD project that lets Applications or projects into Argo CD's own namespace limits nothing. */
export function bringsApplications(feed: Feed): boolean {
  return (
    feed.agent === 'argocd' &&
    feed.limits.agentObjects.answer === 'yes' &&
    feed.identity.privilege !== 'bounded'
  );
}

function byOwnMaking(feed: Feed): Answered {
  const { agentObjects } = feed.limits;
  if (feed.identity.privilege === 'cluster-admin')
    return { ...agentObjects, why: 'it may bring Applications and projects of its own making' };
  return {
    ...agentObjects,
    answer: 'unknown',
    why: `the account that applies it may write Applications: ${feed.identity.why}`,
  };
}

function either(one: Answered, other: Answered): Answered {
  if (one.answer === 'yes') return one;
  if (other.answer === 'yes') return other;
  return one.answer === 'unknown' ? one : other;
}

/** What the agent's configuration permits and the account it acts as can do. */
function combine(effect: Effect, feed: Feed, limit: Answered, authorizer: Authorizer | undefined): Answered {
  if (limit.answer === 'no') return limit;
  // Flux sets no limit of its own, so the account is what tells.
  if (feed.identity.privilege === 'cluster-admin')
    return limit.answer === 'yes' && feed.agent === 'flux' ? { ...limit, why: feed.identity.why } : limit;
  const account = feed.identity.serviceAccount;
  if (feed.identity.privilege === 'unknown' || account === undefined || authorizer === undefined) {
    if (limit.answer === 'unknown') return limit;
    return {
      ...limit,
      answer: 'unknown',
      why: `the account that applies it may do so: ${feed.identity.why}`,
    };
  }
  const subject: RbacSubject = { kind: 'ServiceAccount', name: account.name, namespace: account.namespace };
  const power = powerOf(authorizer, subject, effect);
  const who = `service account ${account.namespace}/${account.name}`;
  if (power === undefined) {
    if (authorizer.cluster.unknown.length > 0)
      return {
        answer: 'unknown',
        why: `${who} is not seen to hold rights over ${effect}, but not everything was read`,
      };
    return { answer: 'no', why: `${who} holds no rights over ${effect}` };
  }
  if (limit.answer === 'unknown') return limit;
  return power === 'masters'
    ? limit
    : {
        answer: 'yes',
        why: `${who} may, by ${power.binding.kind} ${power.binding.name}`,
        at: power.binding.at,
      };
}

function powerOf(
  authorizer: Authorizer,
  subject: RbacSubject,
  effect: Effect,
): HeldRule | 'masters' | undefined {
  const scopes = scopesOf(authorizer.held(requesterOf(subject)));
  for (const scope of ['', ...scopes]) {
    const power = powersIn(authorizer, subject, scope)[effect];
    if (power !== undefined) return power;
  }
  return undefined;
}
