import type { Feed } from '../../../model/agent.ts';
import type { ArgoGrant, ArgoRbac, ArgoSettings, ArgoSyncPower } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { readArgoRbac } from '../argo/rbac-policy.ts';
import { syncPower, whoMay } from '../argo/rbac-who.ts';
import { readArgoSettings } from '../argo/settings.ts';
import { projectOf } from '../feeds/argo-drafts.ts';
import { nearest } from '../feeds/nearest.ts';
import { type AgentInventory, controlPlaneFor } from '../inventory.ts';
import type { ResolvedFeeds } from '../resolve.ts';
import type { AgentFact, FactName } from './fact.ts';

/** Who gets in and what the default role gives. Without argocd-cm the defaults that Argo CD documents stand, and are said to be assumed. */
export function accessFacts(inventory: AgentInventory, feeds: readonly Feed[]): readonly AgentFact[] {
  const anchor = feeds.find((feed) => feed.agent === 'argocd')?.at ?? inventory.applicationSets[0]?.fact.at;
  if (anchor === undefined && inventory.settings.length === 0 && inventory.rbac.length === 0) return [];
  const facts: AgentFact[] = [];
  for (const { fact } of inventory.settings)
    if (fact.inView.settings && fact.at !== undefined) facts.push(...settingFacts(fact, fact.at));
  if (anchor !== undefined && !inventory.settings.some(({ fact }) => fact.inView.settings))
    facts.push(...unseenSettings(inventory.controlPlane, anchor));
  for (const { fact, item } of inventory.rbac) {
    const settings =
      nearest(inventory.settings, item)?.fact ?? readArgoSettings(fact.namespace, undefined, undefined);
    facts.push(...policyFacts(fact, settings));
  }
  return facts;
}

const SWITCHES: readonly {
  readonly fact: FactName;
  readonly key: string;
  readonly on: (value: string | undefined) => boolean;
  readonly yes: string;
  readonly no: string;
}[] = [
  {
    fact: 'argo-anonymous-enabled',
    key: 'users.anonymous.enabled',
    on: (value) => value === 'true',
    yes: 'anybody may use Argo CD without signing in',
    no: 'anonymous access is off',
  },
  {
    fact: 'argo-admin-enabled',
    key: 'admin.enabled',
    on: (value) => value !== 'false',
    yes: 'the built-in admin account is on',
    no: 'the built-in admin account is off',
  },
  {
    fact: 'argo-exec-enabled',
    key: 'exec.enabled',
    on: (value) => value === 'true',
    yes: 'shells in pods can be opened through Argo CD',
    no: 'shells through Argo CD are off',
  },
  {
    fact: 'argo-impersonation-enabled',
    key: 'application.sync.impersonation.enabled',
    on: (value) => value === 'true',
    yes: 'applications are applied with their project’s account',
    no: 'applications are applied with the controller’s own account',
  },
  {
    fact: 'argo-revision-override',
    key: 'application.sync.requireOverridePrivilegeForRevisionSync',
    on: (value) => value === 'true',
    yes: 'syncing another revision needs the override right',
    no: 'whoever may sync may sync any revision where automated sync is off',
  },
];

function settingFacts(settings: ArgoSettings, at: Location): readonly AgentFact[] {
  const subject = `ConfigMap ${settings.namespace}/argocd-cm`;
  const base = { agent: 'argocd', subject, feeds: [] } as const;
  const switches = SWITCHES.map(({ fact, key, on, yes, no }): AgentFact => {
    const written = settings.values.get(key);
    const answer = on(written?.value) ? 'yes' : 'no';
    return {
      ...base,
      fact,
      answer,
      why: `${answer === 'yes' ? yes : no} (${key}${written === undefined ? ' is not set' : `: ${written.value}`})`,
      at: written?.at ?? at,
    };
  });
  const accounts = settings.accounts
    .filter((account) => account.enabled && account.name !== 'admin')
    .flatMap((account): readonly AgentFact[] => [
      {
        ...base,
        fact: 'argo-local-account',
        answer: 'yes',
        why: `${account.name} is a local account`,
        at: account.at,
      },
      ...(account.capabilities.includes('apiKey')
        ? [
            {
              ...base,
              fact: 'argo-local-account-api-key' as const,
              answer: 'yes' as const,
              why: `${account.name} may have API keys that never expire`,
              at: account.at,
            },
          ]
        : []),
    ]);
  return [...switches, ...accounts];
}

function unseenSettings(controlPlane: string, at: Location): readonly AgentFact[] {
  return SWITCHES.map(({ fact, key, on, yes, no }) => ({
    fact,
    agent: 'argocd',
    answer: 'unknown',
    subject: `ConfigMap ${controlPlane}/argocd-cm`,
    why: `argocd-cm is not in view; if ${key} is not set there, ${on(undefined) ? yes : no}`,
    at,
    feeds: [],
    supply: 'the ConfigMap argocd-cm',
  }));
}

const WRITES: readonly string[] = [
  'create',
  'update',
  'delete',
  'sync',
  'override',
  'rollback',
  'action/x',
  'invoke',
];

function policyFacts(rbac: ArgoRbac, settings: ArgoSettings): readonly AgentFact[] {
  const subject = `ConfigMap ${rbac.namespace}/argocd-rbac-cm`;
  const base = { agent: 'argocd', subject, feeds: [] } as const;
  const facts: AgentFact[] = [];
  const standard = rbac.defaultRole;
  const everyone = (resource: string, action: string, object: string): boolean =>
    whoMay(rbac, undefined, settings, [{ resource, action, object }]).actors.some(
      (actor) => actor.kind === 'everyone-signed-in',
    );
  const writes =
    standard !== undefined &&
    WRITES.some(
      (action) =>
        everyone('applications', action, 'project/application') ||
        everyone('projects', action, 'project') ||
        everyone('clusters', action, 'cluster') ||
        everyone('repositories', action, 'repository'),
    );
  const reads = standard !== undefined && everyone('applications', 'get', 'project/application');
  const doubt = rbac.rejected.length > 0 || (standard !== undefined && rbac.matchMode === 'regex' && !writes);
  const at = standard?.at ?? rbac.at;
  const named =
    standard === undefined ? 'no default role is set' : `everyone who is signed in has ${standard.value}`;
  facts.push({
    ...base,
    fact: 'argo-default-role-writes',
    answer: writes ? 'yes' : doubt ? 'unknown' : 'no',
    why: named,
    at,
    ...(doubt && !writes ? { supply: 'a policy in glob mode without refused lines' } : {}),
  });
  facts.push({ ...base, fact: 'argo-default-role-reads', answer: reads ? 'yes' : 'no', why: named, at });
  for (const grant of rbac.grants) {
    if (grant.origin !== 'policy' || grant.effect !== 'allow' || !isWild(grant)) continue;
    facts.push({
      ...base,
      fact: 'argo-rbac-wildcard',
      answer: 'yes',
      why: `${grant.subject} may ${grant.action} ${grant.resource} ${grant.object}`,
      at: grant.at,
    });
  }
  return facts;
}

/** Write rights over everything of a kind, or over every kind. */
function isWild(grant: ArgoGrant): boolean {
  const everyObject = ['*', '*/*', '*/*/*', '**'].includes(grant.object);
  return (
    everyObject &&
    grant.action !== 'get' &&
    (grant.action === '*' || grant.resource === '*' || grant.action !== 'invoke')
  );
}

/** For each feed of Argo CD who may make it apply what, by the feed's id. */
export function syncPowers({ inventory, feeds, objects }: ResolvedFeeds): ReadonlyMap<string, ArgoSyncPower> {
  const powers = new Map<string, ArgoSyncPower>();
  const generated = inventory.applicationSets.flatMap(({ fact, item }) =>
    fact.applications.map((one) => ({ fact: one, item })),
  );
  for (const feed of feeds) {
    if (feed.agent !== 'argocd' || feed.kind !== 'Application') continue;
    const object = objects.get(feed.id)?.object;
    const application = [...inventory.applications, ...generated].find(
      ({ fact, item }) => item.object === object && fact.name === feed.name,
    );
    if (application === undefined) continue;
    const controlPlane = controlPlaneFor(inventory, application.fact.namespace);
    const rbac =
      nearest(
        inventory.rbac.filter(({ fact }) => fact.namespace === controlPlane),
        application.item,
      )?.fact ?? readArgoRbac(controlPlane, undefined, feed.at);
    const settings =
      nearest(
        inventory.settings.filter(({ fact }) => fact.namespace === controlPlane),
        application.item,
      )?.fact ?? readArgoSettings(controlPlane, undefined, undefined);
    powers.set(
      feed.id,
      syncPower(
        rbac,
        projectOf({ inventory }, application.fact, application.item),
        settings,
        application.fact,
      ),
    );
  }
  return powers;
}
