import type { AgentObjectName, FeedIdentity } from '../../../model/agent.ts';
import type { FluxHelmRelease, FluxKustomization } from '../../../model/flux.ts';
import type { Location } from '../../../model/location.ts';
import type { DraftTools } from './argo-drafts.ts';

/** The account that objects without one of their own are applied with, where the controller sets one. */
export interface DefaultAccount {
  /** Absent = the controller's own rights, or (where it is not `seen`) not known. */
  readonly name: string | undefined;
  readonly at?: Location;
}

/** `--default-service-account` of the controller, or what a FluxInstance with multitenancy sets. */
export function defaultAccount(
  tools: Pick<DraftTools, 'inCluster'>,
  component: string,
  cluster: string | undefined,
): DefaultAccount & { readonly seen: boolean } {
  const controller = tools.inCluster.controllers(cluster).find(({ fact }) => fact.component === component);
  const flag = controller?.fact.flags.get('default-service-account');
  if (flag !== undefined && flag.value !== '') return { name: flag.value, at: flag.at, seen: true };
  if (controller !== undefined) return { name: undefined, at: controller.fact.at, seen: true };
  const instance = tools.inCluster.instances(cluster)[0]?.fact;
  if (instance?.multitenant === 'yes')
    return { name: instance.defaultServiceAccount, at: instance.at, seen: true };
  if (instance?.multitenant === 'no')
    return { name: undefined, at: instance.at, seen: instance.ground === 'witnessed' };
  return { name: undefined, seen: false };
}

/**
 * The account a Kustomization or HelmRelease is applied with: its own `serviceAccountName`, else the controller's default one, both in the
 * object's namespace and impersonated; else the controller's, which the install manifests bind to cluster-admin (`cluster-reconciler`).
 */
export function fluxIdentity(
  tools: Pick<DraftTools, 'inCluster'>,
  fact: FluxKustomization | FluxHelmRelease,
  namespace: string,
  runsIn: string | undefined,
  destination: string | undefined,
  component: 'kustomize-controller' | 'helm-controller',
): FeedIdentity {
  const standard = defaultAccount(tools, component, runsIn);
  const chosen =
    fact.serviceAccount ??
    (standard.name === undefined ? undefined : { name: standard.name, at: standard.at ?? fact.at });
  if (fact.kubeConfig !== undefined) {
    return {
      ...(chosen === undefined ? {} : { serviceAccount: { namespace, name: chosen.name } }),
      impersonated: chosen !== undefined,
      chosen: chosen === undefined ? 'no' : 'yes',
      privilege: 'unknown',
      ground: 'witnessed',
      why: 'it applies with a kubeconfig, whose rights are not in view',
      at: fact.kubeConfig.at,
    };
  }
  if (chosen !== undefined) {
    const account = { namespace, name: chosen.name };
    const power = tools.inCluster.powerOf(account, destination);
    if (power.privilege === 'unknown' && isReconciler(tools, account, runsIn)) {
      const why =
        'it applies with a controller’s own account, which the install manifests let do everything; its bindings are not in view';
      return {
        serviceAccount: account,
        impersonated: true,
        chosen: 'yes',
        privilege: 'cluster-admin',
        ground: 'assumed',
        why,
        at: chosen.at,
      };
    }
    return {
      serviceAccount: account,
      impersonated: true,
      chosen: 'yes',
      privilege: power.privilege,
      ground: 'witnessed',
      why: power.why,
      at: power.at ?? chosen.at,
    };
  }
  const controller = tools.inCluster.controllers(runsIn).find((one) => one.fact.component === component);
  const account = {
    namespace: controller?.fact.namespace ?? 'flux-system',
    name: controller?.fact.serviceAccount ?? component,
  };
  const power = tools.inCluster.powerOf(account, destination);
  const own = {
    serviceAccount: account,
    impersonated: false,
    chosen: standard.seen ? 'no' : 'unknown',
  } as const;
  if (power.privilege !== 'unknown') {
    return {
      ...own,
      privilege: power.privilege,
      ground: standard.seen ? 'witnessed' : 'assumed',
      why: power.why,
      ...(power.at === undefined ? {} : { at: power.at }),
    };
  }
  const why = standard.seen
    ? `no service account is named, so ${component} applies with its own account, which the install manifests let do everything; its bindings are not in view`
    : `no service account is named, and ${component} is not in view; unless it has --default-service-account it applies with full rights`;
  return {
    ...own,
    privilege: 'cluster-admin',
    ground: 'assumed',
    why,
    ...(standard.at === undefined ? {} : { at: standard.at }),
  };
}

/** The accounts that Flux's install manifests bind to cluster-admin (ClusterRoleBinding `cluster-reconciler`). */
function isReconciler(
  tools: Pick<DraftTools, 'inCluster'>,
  account: AgentObjectName,
  cluster: string | undefined,
): boolean {
  const names = ['kustomize-controller', 'helm-controller'];
  const controller = tools.inCluster.controllers(cluster).find(({ fact }) => names.includes(fact.component));
  return names.includes(account.name) && account.namespace === (controller?.fact.namespace ?? 'flux-system');
}
