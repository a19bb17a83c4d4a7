import { EFFECTS, type Effect, type Gap, type GraphEdge } from '../../model/graph.ts';
import type { MainwardAccount, MainwardEvidence, NamedPeople } from '../../model/mainward-evidence.ts';
import type { RbacSubject } from '../../model/rbac.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { requesterOf } from '../../stages/5-cluster/match.ts';
import { powersOf } from '../../stages/5-cluster/powers.ts';
import { administrationNode } from './administration.ts';
import type { Cast } from './cast.ts';
import { one } from './landing-context.ts';
import type { ChainMaterial } from './material.ts';
import { actorsNamed, type Named } from './named-people.ts';

/** Something that whoever has Mainward can have done. */
interface Hold {
  readonly id: string;
  readonly environment: string;
  readonly effect: Effect;
  readonly why: string;
  readonly robots: readonly string[];
  readonly assumed?: string;
}

interface Side {
  readonly side: 'administrators' | 'operators';
  readonly does: string;
  readonly from: string;
}

const SIDES = [
  ['administrators', 'administers Mainward', 'an administrator of Mainward'],
  ['operators', 'has the host of Mainward', 'an operator of Mainward’s host'],
] as const;

/** Whoever administers Mainward, or has its host, needs no delivery: it hands agents what they apply, and acts in clusters. */
export function mainwardEdges(cast: Cast, material: ChainMaterial): readonly GraphEdge[] {
  const { mainward } = material;
  if (mainward === undefined) return [];
  const holds = [...sourcesHeld(material), ...accountsHeld(material, mainward)];
  return SIDES.flatMap(([side, does, from]) => {
    const people: NamedPeople | undefined = mainward[side];
    if (people === undefined) return [];
    return actorsNamed(cast, people, 'mainward').flatMap((named) =>
      holds.map((hold) => edgeOf(hold, named, { side, does, from })),
    );
  });
}

function edgeOf(hold: Hold, { key, actors, assumed }: Named, { side, does, from }: Side): GraphEdge {
  const to = administrationNode(hold.environment, hold.effect);
  const resting = [
    ...(assumed === undefined ? [] : [assumed]),
    ...(hold.assumed === undefined ? [] : [hold.assumed]),
  ];
  return {
    id: `${to}<-mainward:${side}:${key}:${hold.id}`,
    needs: [],
    to,
    guard: { duties: [one('administrator', actors)], apart: [] },
    robots: hold.robots,
    step: { stage: 'agent', from, to: hold.environment, why: `${does}, which ${hold.why}` },
    ...(resting.length === 0 ? {} : { assumed: resting.join('; ') }),
    rests: [{ kind: 'holders', side }],
  };
}

/** Whoever has the source hands over what they like. */
function sourcesHeld({ feeds }: ChainMaterial): readonly Hold[] {
  return feeds
    .filter(({ feed }) => feed.source.verified === true)
    .flatMap(({ feed, environment, effects }) =>
      EFFECTS.filter((effect) => effects[effect].answer !== 'no').map(
        (effect): Hold => ({
          id: `source:${feed.source.repository ?? ''}`,
          environment,
          effect,
          why: `hands ${environment} what ${feed.kind} ${feed.namespace}/${feed.name} applies`,
          robots: [],
          ...(effects[effect].answer === 'unknown' ? { assumed: effects[effect].why } : {}),
        }),
      ),
    );
}

/** What Mainward's accounts may do, by themselves or as accounts whose tokens they may mint. */
function accountsHeld(material: ChainMaterial, { accounts }: MainwardEvidence): readonly Hold[] {
  const defaults = defaultPolicy('1.35');
  return accounts.flatMap((account): readonly Hold[] => {
    const cluster = material.clusters.find(({ name }) => name === account.cluster);
    if (cluster === undefined) return [];
    const authorizer = new Authorizer(defaults === undefined ? cluster : withDefaults(cluster, defaults));
    const own: RbacSubject = { kind: 'ServiceAccount', name: account.name, namespace: account.namespace };
    const named = `${account.namespace}/${account.name}`;
    const robot = `service account ${named} of Mainward`;
    return [own, ...mintable(authorizer, own)].flatMap((subject) =>
      powersOf(authorizer, subject).map((effect): Hold => {
        const as =
          subject === own ? '' : `, as ${subject.namespace ?? ''}/${subject.name} whose tokens it may mint`;
        return {
          id: `account:${account.cluster}:${named}:${subject.namespace ?? ''}/${subject.name}`,
          environment: environmentOf(material, account),
          effect,
          why: `acts in ${account.cluster} as ${named}${as}`,
          robots: [robot],
        };
      }),
    );
  });
}

/** Accounts, of those that bindings name, for which an account may ask the API server for tokens. */
function mintable(authorizer: Authorizer, by: RbacSubject): readonly RbacSubject[] {
  const requester = requesterOf(by);
  const found = new Map<string, RbacSubject>();
  for (const binding of authorizer.cluster.bindings) {
    for (const { kind, name, namespace = binding.namespace } of binding.subjects) {
      if (kind !== 'ServiceAccount' || namespace === undefined) continue;
      const key = `${namespace}/${name}`;
      if (found.has(key) || (name === by.name && namespace === by.namespace)) continue;
      const request = {
        verb: 'create',
        apiGroup: '',
        resource: 'serviceaccounts',
        subresource: 'token',
        name,
        namespace,
      };
      if (authorizer.allows(requester, request) !== undefined) found.set(key, { kind, name, namespace });
    }
  }
  return [...found.values()];
}

function environmentOf({ feeds, system }: ChainMaterial, { cluster }: MainwardAccount): string {
  return (
    feeds.find((facts) => facts.cluster === cluster)?.environment ??
    system?.environments.find(({ clusters }) => clusters.includes(cluster))?.name ??
    cluster
  );
}

/** What of Mainward was not told, and so may hide who has it. */
export function mainwardGaps(material: ChainMaterial): readonly Gap[] {
  const { mainward } = material;
  if (mainward === undefined) return [];
  const untold = SIDES.filter(([side]) => mainward[side] === undefined).map(
    ([side, does]): Gap => ({
      route: 'administration',
      what: `who ${does} was not told`,
      provide: `${side} in mainward.json under --evidence DIR`,
    }),
  );
  const unseen = mainward.accounts
    .filter(({ cluster }) => !material.clusters.some(({ name }) => name === cluster))
    .map(
      ({ cluster, namespace, name, at }): Gap => ({
        route: 'administration',
        what: `what Mainward’s service account ${namespace}/${name} may do in cluster ${cluster} is not in view`,
        provide: `the manifests of ${cluster}`,
        ...(at === undefined ? {} : { location: at }),
      }),
    );
  return [...untold, ...unseen];
}
