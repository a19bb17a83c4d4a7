import type { BranchRule } from '../../model/evidence.ts';
import type { Cutter } from './cutter.ts';
import { type ForgeCutter, ofForge, placeIn } from './forge-edit.ts';

const bypass: ForgeCutter = (forge, [kind, name = '']) => {
  const meant = (actor: { readonly kind: string; readonly name: string }): boolean =>
    actor.kind === kind && actor.name.toLowerCase() === name.toLowerCase();
  const index = (forge.rules ?? []).findIndex((rule) => rule.bypass?.some(meant));
  const rule = forge.rules?.[index];
  const at = rule?.bypass?.findIndex(meant) ?? -1;
  if (rule === undefined || at === -1) return undefined;
  const location = rule.bypass?.[at]?.at ?? rule.at;
  const without = (one: BranchRule): BranchRule =>
    one.bypass === undefined ? one : { ...one, bypass: one.bypass.filter((actor) => !meant(actor)) };
  return {
    forge: { ...forge, rules: (forge.rules ?? []).map(without) },
    what: `${kind} ${name} may not bypass the rules of ${forge.repository}`,
    how: `Take ${kind} ${name} off the bypass list of the rule “${rule.name}” of ${forge.fullName ?? forge.repository}.`,
    evidence: placeIn(forge, `rules[${index}].bypass[${at}]`),
    ...(location === undefined ? {} : { location }),
  };
};

const pullRequest: ForgeCutter = (forge, [number]) => {
  const { pullRequests } = forge;
  const index = pullRequests?.items.findIndex((one) => String(one.number) === number) ?? -1;
  const pull = pullRequests?.items[index];
  if (pullRequests === undefined || pull?.state !== 'open') return undefined;
  return {
    forge: {
      ...forge,
      pullRequests: {
        ...pullRequests,
        items: pullRequests.items.map((one) => (one === pull ? { ...one, state: 'closed' as const } : one)),
      },
    },
    what: `pull request #${pull.number} of ${pull.author.login} is closed`,
    how: `Close pull request #${pull.number} of ${forge.fullName ?? forge.repository}, or let nobody but ${pull.author.login} push to its branch.`,
    evidence: placeIn(forge, `pullRequests.items[${index}]`),
  };
};

const staleApprovals: ForgeCutter = (forge) => {
  const index = (forge.rules ?? []).findIndex(isLenient);
  const rule = forge.rules?.[index];
  if (rule === undefined) return undefined;
  return {
    forge: {
      ...forge,
      rules: (forge.rules ?? []).map((one) => (isLenient(one) ? { ...one, dismissStale: true } : one)),
    },
    what: `a push voids earlier approvals in ${forge.repository}`,
    how: `Have the rule “${rule.name}” of ${forge.fullName ?? forge.repository} dismiss approvals when new commits are pushed.`,
    evidence: placeIn(forge, `rules[${index}].dismissStale`),
    ...(rule.at === undefined ? {} : { location: rule.at }),
  };
};

function isLenient(rule: BranchRule): boolean {
  return rule.enforcement === 'active' && rule.requirePullRequest && !rule.dismissStale;
}

const approvingWorkflows: ForgeCutter = (forge) =>
  forge.settings?.workflowsMayApprove !== true
    ? undefined
    : {
        forge: { ...forge, settings: { ...forge.settings, workflowsMayApprove: false } },
        what: `workflows of ${forge.repository} may not approve pull requests`,
        how: `In the settings of ${forge.fullName ?? forge.repository}, forbid workflows to create and approve pull requests.`,
        evidence: placeIn(forge, 'settings.workflowsMayApprove'),
      };

const visibility: ForgeCutter = (forge) =>
  forge.settings?.visibility !== 'public'
    ? undefined
    : {
        forge: { ...forge, settings: { ...forge.settings, visibility: 'private' } },
        what: `${forge.repository} is private`,
        how: `Make ${forge.fullName ?? forge.repository} private, so that only people with rights can fork it.`,
        evidence: placeIn(forge, 'settings.visibility'),
      };

const environmentBypass: ForgeCutter = (forge, [name = '']) => {
  const index = (forge.environments ?? []).findIndex((one) => one.name === name && one.adminsMayBypass);
  const environment = forge.environments?.[index];
  if (environment === undefined) return undefined;
  return {
    forge: {
      ...forge,
      environments: (forge.environments ?? []).map((one) =>
        one === environment ? { ...one, adminsMayBypass: false } : one,
      ),
    },
    what: `administrators wait for reviewers of the environment ${name}, too`,
    how: `In the environment ${name} of ${forge.fullName ?? forge.repository}, do not let administrators bypass the protection.`,
    evidence: placeIn(forge, `environments[${index}].adminsMayBypass`),
    ...(environment.at === undefined ? {} : { location: environment.at }),
  };
};

const secret: ForgeCutter = (forge, [scope, name = '', environment = '']) => {
  const index = (forge.secrets ?? []).findIndex(
    (one) => one.name === name && one.scope === scope && (one.environment ?? '') === environment,
  );
  if (index === -1) return undefined;
  const where = environment === '' ? `${scope} ` : `environment ${environment} `;
  return {
    forge: { ...forge, secrets: (forge.secrets ?? []).filter((_, at) => at !== index) },
    what: `secret ${name} is gone`,
    how: `Remove the ${where}secret ${name} of ${forge.fullName ?? forge.repository}, and revoke what it holds.`,
    evidence: placeIn(forge, `secrets[${index}]`),
  };
};

const pusher: ForgeCutter = (forge, [name = '']) => {
  const index = (forge.rules ?? []).findIndex(({ pushAllowed }) => pushAllowed?.includes(name));
  const rule = forge.rules?.[index];
  if (rule === undefined) return undefined;
  const without = (one: BranchRule): BranchRule =>
    one.pushAllowed === undefined
      ? one
      : { ...one, pushAllowed: one.pushAllowed.filter((other) => other !== name) };
  return {
    forge: { ...forge, rules: (forge.rules ?? []).map(without) },
    what: `${name} may not push to protected branches of ${forge.repository}`,
    how: `Take ${name} off those who may push by the rule “${rule.name}” of ${forge.fullName ?? forge.repository}.`,
    evidence: placeIn(forge, `rules[${index}].pushAllowed[${rule.pushAllowed?.indexOf(name) ?? 0}]`),
    ...(rule.at === undefined ? {} : { location: rule.at }),
  };
};

/** What a forge is set to. */
export const SETTING_CUTTERS: Readonly<Record<string, Cutter>> = {
  bypass: ofForge(bypass),
  'pull-request': ofForge(pullRequest),
  'stale-approvals': ofForge(staleApprovals),
  'approving-workflows': ofForge(approvingWorkflows),
  public: ofForge(visibility),
  environment: ofForge(environmentBypass),
  secret: ofForge(secret),
  pusher: ofForge(pusher),
};
