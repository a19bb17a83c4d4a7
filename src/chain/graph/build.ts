import {
  EFFECTS,
  type Effect,
  type Gap,
  type GraphEdge,
  type IdentityGraph,
  ROUTES,
  type Target,
} from '../../model/graph.ts';
import type { Workflow } from '../../model/workflow.ts';
import { OwnerIndex } from '../../stages/2-review/codeowners.ts';
import { effectiveRule } from '../../stages/2-review/rules.ts';
import { type FeedFacts, type RepositoryFacts, UNNAMED_CLUSTER } from '../facts.ts';
import { accessPolicyEdges, accessPolicyGaps, grantWays } from './access-policies.ts';
import { administrationEdges, administrationGaps, administrationNode } from './administration.ts';
import { breakGlassEdges, breakGlassGaps, breakGlassNode } from './break-glass.ts';
import { Cast, type RepositoryCast, repositoryCast } from './cast.ts';
import { clusterPowers } from './cluster-powers.ts';
import { demandsOf } from './demands.ts';
import { type FeedReach, feedEdges, feedGaps, targetNode } from './feeds.ts';
import { imageEdges } from './images.ts';
import { landingEdges } from './landing.ts';
import { type Demand, type LandingContext, landedNode } from './landing-context.ts';
import { mainwardEdges, mainwardGaps } from './mainward.ts';
import type { ChainMaterial } from './material.ts';
import { byOwnMaking, environmentsByOwnMaking } from './own-making.ts';
import { pipelineEdges, pipelineGaps } from './pipelines.ts';
import { syncEdges, syncGaps } from './sync.ts';
import { tokenPushEdges } from './token-push.ts';
import { unreadGaps } from './unread.ts';
import { type VerifiedReach, type VerifiedWay, verifiedEdges, waysThrough } from './verified.ts';

/** Joins the stages: who can do which step towards which environment. */
export function buildGraph(material: ChainMaterial): IdentityGraph {
  const cast = new Cast(material.roster, material.now);
  const members = new Map(
    material.repositories.map((one) => [
      one.name,
      one.evidence === undefined ? undefined : repositoryCast(cast, one.evidence),
    ]),
  );
  const builder = new Builder(material, cast, members);
  const reaches = material.feeds.flatMap((feed) => builder.reach(feed));
  const delivery = [
    ...feedEdges(reaches),
    ...verifiedEdges(
      cast,
      material.feeds.flatMap((feed) => builder.verified(feed)),
    ),
    ...builder.landings(),
    ...builder.pipelines(),
    ...imageEdges(material, (repository) => builder.anyLanding(repository)),
    ...syncEdges(cast, material.feeds, material.syncPowers),
    ...builder.unfed(),
  ];
  const environments = builder.environments();
  const powers = clusterPowers(material, environments);
  const administered = builder.administered();
  const edges = unique([
    ...delivery,
    ...builder.late(),
    ...administrationEdges(cast, administered, powers.powers),
    ...mainwardEdges(cast, material),
    ...breakGlassEdges(cast, material.system),
    ...accessPolicyEdges(cast, material),
  ]);
  return {
    people: cast.people,
    edges,
    targets: targetsOf(environments),
    gaps: [
      ...builder.gaps(),
      ...administrationGaps(administered),
      ...mainwardGaps(material),
      ...powers.gaps,
      ...breakGlassGaps(environments, material.system),
      ...accessPolicyGaps(cast, material),
      ...syncGaps(material.feeds, material.syncPowers),
      ...ownerless(cast),
    ],
    identified: cast.identified,
  };
}

function isPolicyFile(path: string): boolean {
  return /^\.mainward\/.*\.ya?ml$/.test(path);
}

function unique(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  return [...new Map(edges.map((edge) => [edge.id, edge])).values()];
}

function ownerless(cast: Cast): readonly Gap[] {
  return [...cast.ownerless].sort().map((robot) => ({
    route: 'delivery' as const,
    what: `who commands robot ${robot} is not known`,
    provide: 'name its owners in the roster',
  }));
}

function targetsOf(environments: readonly string[]): readonly Target[] {
  const node = {
    delivery: targetNode,
    administration: administrationNode,
    'break-glass': breakGlassNode,
  };
  return environments.flatMap((name) =>
    ROUTES.flatMap((route) =>
      EFFECTS.map((effect) => ({ name, route, effect, node: node[route](name, effect) })),
    ),
  );
}

/** Builds the parts that share landings: each condition under which a change lands is worked out once. */
class Builder {
  readonly #material: ChainMaterial;
  readonly #cast: Cast;
  readonly #members: ReadonlyMap<string, RepositoryCast | undefined>;
  readonly #wanted = new Map<string, { context: LandingContext; demand: Demand }>();
  readonly #contexts = new Map<string, LandingContext>();
  readonly #owners = new Map<string, OwnerIndex>();
  #done = 0;

  constructor(material: ChainMaterial, cast: Cast, members: ReadonlyMap<string, RepositoryCast | undefined>) {
    this.#material = material;
    this.#cast = cast;
    this.#members = members;
  }

  reach(facts: FeedFacts): readonly FeedReach[] {
    const repository = this.#repository(facts.feed.source.repository);
    if (repository === undefined || facts.ref === undefined || facts.feed.source.verified === true) return [];
    const context = this.#context(repository, facts.ref);
    const paths = facts.paths.length > 0 ? facts.paths : [facts.feed.source.path ?? ''];
    const demands = this.#demand(context, repository, paths);
    const shared = { feed: facts.feed, repository: repository.name, ref: facts.ref, demands };
    const others = environmentsByOwnMaking(facts, this.#material.feeds).map((environment) => {
      const made = byOwnMaking(facts, environment);
      return { ...shared, environment, effects: { workload: made, access: made } };
    });
    return [{ ...shared, environment: facts.environment, effects: facts.effects }, ...others];
  }

  /** A feed to which Mainward hands what `verify` passes. */
  verified(facts: FeedFacts): readonly VerifiedReach[] {
    const { feed, ref, environment, effects } = facts;
    const repository = this.#repository(feed.source.repository);
    if (repository === undefined || ref === undefined || feed.source.verified !== true) return [];
    const context = this.#context(repository, ref);
    const observed = context.rule.observed && context.members?.observed === true;
    const landed = (path: string): readonly string[] =>
      observed ? this.#demand(context, repository, [path]).map((demand) => landedNode(context, demand)) : [];
    const places = {
      paths: facts.paths.length > 0 ? facts.paths : [feed.source.path ?? ''],
      policies: repository.tree.entries.map(({ path }) => path).filter(isPolicyFile),
    };
    const ways = (effect: Effect): readonly VerifiedWay[] => [
      ...waysThrough(effect, places, repository.requirements, landed),
      ...grantWays(effect, environment, repository, this.#material, landed),
    ];
    return [
      {
        feed,
        environment,
        repository: repository.name,
        ref,
        observed,
        effects,
        ways: { workload: ways('workload'), access: ways('access') },
      },
    ];
  }

  /** Landing edges for everything demanded so far. */
  landings(): readonly GraphEdge[] {
    const all = [...this.#wanted.values()];
    const fresh = all.slice(this.#done);
    this.#done = all.length;
    return fresh.flatMap(({ context, demand }) => [
      ...landingEdges(context, demand),
      ...tokenPushEdges(context, this.#workflows(context.repository), demand),
    ]);
  }

  /** Landing edges that later parts asked for. */
  late(): readonly GraphEdge[] {
    return this.landings();
  }

  /** The cheapest kind of landing on the default branch: of a path that nobody in particular owns. */
  anyLanding(name: string, path = ''): { node: string; ref: string } | undefined {
    const repository = this.#repository(name);
    if (repository === undefined) return undefined;
    const ref = this.#defaultRef(repository);
    const context = this.#context(repository, ref);
    const [demand] = this.#demand(context, repository, [path]);
    return demand === undefined ? undefined : { node: landedNode(context, demand), ref };
  }

  pipelines(): readonly GraphEdge[] {
    return this.#material.repositories.flatMap((repository) => {
      const context = this.#pipeline(repository);
      return context === undefined ? [] : pipelineEdges(context);
    });
  }

  /** Without any feed or deploying job the question still has an answer, if something not in view applies the branch. */
  unfed(): readonly GraphEdge[] {
    const [first] = this.#material.repositories;
    if (this.#fedEnvironments().length > 0 || first === undefined) return [];
    const landed = this.anyLanding(first.name);
    if (landed === undefined) return [];
    return EFFECTS.map((effect) => ({
      id: `${targetNode('production', effect)}<-unseen-agent`,
      needs: [landed.node],
      to: targetNode('production', effect),
      guard: { duties: [], apart: [] },
      robots: [],
      step: {
        stage: 'agent' as const,
        from: first.name,
        to: 'production',
        why: 'no agent and no deploying job is in view',
      },
      assumed: `something not in view applies ${first.name} to production`,
    }));
  }

  environments(): readonly string[] {
    const found = this.#fedEnvironments();
    const names = found.length > 0 ? found : this.#material.repositories.length > 0 ? ['production'] : [];
    return [...names].sort(
      (a, b) =>
        Number(b === 'production') - Number(a === 'production') ||
        Number(a === UNNAMED_CLUSTER) - Number(b === UNNAMED_CLUSTER) ||
        (a < b ? -1 : a > b ? 1 : 0),
    );
  }

  administered(): readonly {
    repository: string;
    members: RepositoryCast | undefined;
    feeds: { environment: string; effect: (typeof EFFECTS)[number] }[];
  }[] {
    const feeding = Map.groupBy(
      this.#material.feeds.filter(
        // Where Mainward hands over, who may switch off the forge's rules may not pass over what it asks.
        ({ feed: { source } }) => source.repository !== undefined && source.verified !== true,
      ),
      (facts) => facts.feed.source.repository ?? '',
    );
    return [...feeding].map(([repository, list]) => ({
      repository,
      members: this.#members.get(repository),
      feeds: list.flatMap((facts) =>
        EFFECTS.filter((effect) => facts.effects[effect].answer === 'yes').map((effect) => ({
          environment: facts.environment,
          effect,
        })),
      ),
    }));
  }

  gaps(): readonly Gap[] {
    const gaps: Gap[] = [];
    for (const { context } of this.#wanted.values()) {
      if (context.rule.observed && context.members?.observed === true) continue;
      gaps.push({
        route: 'delivery',
        what: `settings of ${context.repository} were not observed`,
        provide: `--evidence DIR with forge/${context.repository}.json (rules with bypass actors, members, teams)`,
      });
    }
    gaps.push(...feedGaps(this.#material.feeds), ...unreadGaps(this.#material, this.environments()));
    for (const repository of this.#material.repositories) {
      const context = this.#pipeline(repository);
      if (context !== undefined) gaps.push(...pipelineGaps(context));
    }
    if (this.#material.roster === undefined) {
      gaps.push({ route: 'administration', what: 'no roster tells who is who', provide: '--roster FILE' });
    }
    return [...new Map(gaps.map((gap) => [`${gap.route} ${gap.target ?? ''} ${gap.what}`, gap])).values()];
  }

  #fedEnvironments(): readonly string[] {
    const fed = this.#material.feeds.map((facts) => facts.environment);
    const trusted = this.#material.trusts.flatMap((trust) =>
      (trust.reaches ?? []).map((reach) => reach.environment),
    );
    const systemic = this.#material.system?.environments.map((one) => one.name) ?? [];
    const deploying = this.#material.repositories.flatMap((repository) =>
      this.#workflows(repository.name)
        .flatMap((workflow) => workflow.jobs)
        .filter((job) =>
          job.deploys.some((deploy) => deploy.effect === 'change' && deploy.confidence === 'certain'),
        )
        .flatMap((job) => (job.environment?.dynamic === false ? [job.environment.name] : [])),
    );
    return [...new Set([...fed, ...trusted, ...systemic, ...(fed.length === 0 ? deploying : [])])];
  }

  #pipeline(repository: RepositoryFacts): Parameters<typeof pipelineEdges>[0] | undefined {
    const workflows = this.#workflows(repository.name);
    const landed = this.anyLanding(repository.name, workflows[0]?.path ?? '.github/workflows/new.yaml');
    const content = this.anyLanding(repository.name);
    if (landed === undefined || content === undefined) return undefined;
    return {
      repository: repository.name,
      cast: this.#cast,
      members: this.#members.get(repository.name),
      evidence: repository.evidence,
      workflows,
      unread: repository.workflows.unknown,
      landedNode: landed.node,
      contentNode: content.node,
      landedRef: landed.ref,
      templates: this.#material.templates(repository),
      trusts: this.#material.trusts,
      meets: this.#material.meets,
      environments: this.environments(),
    };
  }

  #workflows(name: string): readonly Workflow[] {
    return this.#repository(name)?.workflows.workflows ?? [];
  }

  #repository(name: string | undefined): RepositoryFacts | undefined {
    return this.#material.repositories.find((one) => one.name === name);
  }

  #defaultRef(repository: RepositoryFacts): string {
    return `refs/heads/${repository.evidence?.settings?.defaultBranch ?? repository.branch ?? 'main'}`;
  }

  #context(repository: RepositoryFacts, ref: string): LandingContext {
    const key = `${repository.name} ${ref}`;
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const context = {
      repository: repository.name,
      ref,
      cast: this.#cast,
      evidence: repository.evidence,
      members: this.#members.get(repository.name),
      rule: effectiveRule(repository.evidence, ref),
    };
    this.#contexts.set(key, context);
    return context;
  }

  #demand(context: LandingContext, repository: RepositoryFacts, paths: readonly string[]): readonly Demand[] {
    let owners = this.#owners.get(repository.name);
    if (owners === undefined) {
      owners = new OwnerIndex(repository.ownership);
      this.#owners.set(repository.name, owners);
    }
    const demands = demandsOf(paths, owners, context.rule, context.members);
    for (const demand of demands) {
      const node = landedNode(context, demand);
      if (!this.#wanted.has(node)) this.#wanted.set(node, { context, demand });
    }
    return demands;
  }
}
