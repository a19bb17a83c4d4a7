import type { Facts } from '../../../chain/facts.ts';
import type { ArgoActor, ArgoApplication, ArgoRbac } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { syncPower } from '../../../stages/4-agent/argo/rbac-who.ts';
import { readArgoSettings } from '../../../stages/4-agent/argo/settings.ts';
import { projectOf } from '../../../stages/4-agent/feeds/argo-drafts.ts';
import { nearest } from '../../../stages/4-agent/feeds/nearest.ts';
import { controlPlaneFor, type Found } from '../../../stages/4-agent/inventory.ts';
import { judgeFacts } from '../../agent-fact.ts';
import type { Control, Judgement } from '../../control.ts';
import { chainOf } from '../../feed-chain.ts';

export const control: Control = {
  id: 'agent/nobody-syncs-any-revision',
  title: 'Nobody may have Argo CD apply a revision that the Application does not name',
  severity: 'high',
  evaluate: (facts) => [...settings(facts), ...people(facts)],
};

function settings(facts: Facts): readonly Judgement[] {
  const manual = facts.feeds.some(({ feed }) => feed.agent === 'argocd' && feed.automatic.answer !== 'yes');
  return judgeFacts(facts, {
    fact: 'argo-revision-override',
    violatedBy: 'no',
    consequence: manual
      ? 'Whoever may sync chooses a branch that nobody reviewed.'
      : 'Every Application in view is synced automatically, which refuses other revisions for now.',
    severity: () => (manual ? 'medium' : 'low'),
  });
}

interface Power {
  readonly actor: ArgoActor;
  readonly at: Location;
  readonly administrator: boolean;
  readonly applications: string[];
}

/** One judgement for everybody who may, with the line of the policy that lets them. */
function people(facts: Facts): readonly Judgement[] {
  const powers = new Map<string, Power>();
  for (const found of facts.inventory.applications) collect(facts, found, powers);
  return [...powers.values()].map(({ actor, at, administrator, applications }) => ({
    verdict: 'violated',
    subject: actor.subject,
    location: at,
    context: applications.join(),
    related: actor.because,
    message: `${nameOf(actor)} may have Argo CD apply any revision of ${applications.slice(0, 3).join(', ')}${applications.length > 3 ? ` and ${applications.length - 3} more` : ''}, reviewed or not.`,
    chain: [
      `${nameOf(actor)} → argocd app sync --revision`,
      ...chainOf(
        facts,
        facts.feeds.flatMap(({ feed }) => (applications.includes(feed.name) ? [feed.id] : [])),
      ),
    ],
    ...(administrator ? { severity: 'low' } : {}),
  }));
}

function collect(facts: Facts, { fact, item }: Found<ArgoApplication>, powers: Map<string, Power>): void {
  const { inventory } = facts;
  const controlPlane = controlPlaneFor(inventory, fact.namespace);
  const own = <One extends { readonly namespace: string }>(list: readonly Found<One>[]): One | undefined =>
    nearest(
      list.filter((one) => one.fact.namespace === controlPlane),
      item,
    )?.fact;
  const rbac = own(inventory.rbac);
  if (rbac === undefined) return;
  const set = own(inventory.settings) ?? readArgoSettings(controlPlane, undefined, undefined);
  const power = syncPower(rbac, projectOf({ inventory }, fact, item), set, fact);
  const actors = [...power.localManifests, ...(set.inView.settings ? power.anyRevision : [])];
  for (const actor of new Map(actors.map((one) => [one.subject, one])).values()) {
    if (actor.kind === 'local-account' && actor.subject === 'admin') continue;
    const known = powers.get(`${rbac.at.path} ${actor.subject}`);
    if (known !== undefined) known.applications.push(fact.name);
    else
      powers.set(`${rbac.at.path} ${actor.subject}`, {
        actor,
        ...lineOf(rbac, actor),
        applications: [fact.name],
      });
  }
}

/** The line that grants it: `override` before `sync`. Who is an administrator of Argo CD is one by intention. */
function lineOf(rbac: ArgoRbac, actor: ArgoActor): Pick<Power, 'at' | 'administrator'> {
  const lines = rbac.grants.filter(({ at }) =>
    actor.because.some((one) => one.path === at.path && one.line === at.line),
  );
  const grant =
    lines.find(({ action }) => action === 'override') ?? lines.find(({ action }) => action !== 'get');
  const administrator = rbac.memberships.some(
    ({ member, role }) => member === actor.subject && role === 'role:admin',
  );
  return { at: grant?.at ?? actor.because[0] ?? rbac.at, administrator };
}

function nameOf({ kind, subject }: ArgoActor): string {
  if (kind === 'everyone-signed-in') return 'Everybody who is signed in';
  return kind === 'anyone' ? 'Anybody' : subject;
}
