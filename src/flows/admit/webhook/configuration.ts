import { canonicalJson } from '../../../formats/json/canonical.ts';
import { WEBHOOK_NAME } from '../../../ports/admission.ts';
import type { KubernetesObject, ResourceType } from '../../../ports/cluster.ts';
import { apiVersionOf, VALIDATING_WEBHOOK_CONFIGURATIONS } from '../../../ports/cluster-kinds.ts';
import { JUDGED_KINDS } from '../kinds.ts';
import { EXEMPT_FROM_REMOVALS, EXEMPT_FROM_WRITES } from './exempt.ts';

/** How API servers reach the webhook: through a Service of the cluster, or by a URL. */
export type WebhookAddress =
  | { readonly url: URL }
  | { readonly service: { readonly namespace: string; readonly name: string; readonly port: number } };

export interface Wanted {
  readonly address: WebhookAddress;
  /** With the secret in it. */
  readonly path: string;
  /** PEM. */
  readonly bundle: string;
  /** What API servers do where the webhook cannot be asked about a write. */
  readonly failurePolicy: 'Fail' | 'Ignore';
}

/** What the configuration is called in every cluster. */
export const CONFIGURATION_NAME = 'mainward';
export const REMOVALS_NAME = 'removals.admission.mainward.dev';

/** DNS names and addresses by which API servers know the webhook. */
export function hostsOf(address: WebhookAddress): readonly string[] {
  if ('url' in address) return [address.url.hostname.replace(/^\[|\]$/g, '')];
  const { name, namespace } = address.service;
  return [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
}

/** The ValidatingWebhookConfiguration, each field written that the API server would fill in. */
export function configuration(wanted: Wanted): KubernetesObject {
  return {
    apiVersion: apiVersionOf(VALIDATING_WEBHOOK_CONFIGURATIONS),
    kind: VALIDATING_WEBHOOK_CONFIGURATIONS.kind,
    metadata: { name: CONFIGURATION_NAME, labels: { 'app.kubernetes.io/managed-by': 'mainward' } },
    webhooks: [
      {
        ...common(wanted),
        name: WEBHOOK_NAME,
        rules: rules(['CREATE', 'UPDATE'], true),
        failurePolicy: wanted.failurePolicy,
        timeoutSeconds: 2,
        matchConditions: EXEMPT_FROM_WRITES,
      },
      {
        ...common(wanted),
        name: REMOVALS_NAME,
        rules: rules(['DELETE'], false),
        // Whoever takes access away must not wait for us.
        failurePolicy: 'Ignore',
        timeoutSeconds: 1,
        matchConditions: EXEMPT_FROM_REMOVALS,
      },
    ],
  };
}

/** Do the webhooks of a configuration say the same as those that are wanted, and no more? */
export function isAsWanted(live: KubernetesObject, wanted: KubernetesObject): boolean {
  return canonicalJson(live['webhooks'] ?? []) === canonicalJson(wanted['webhooks']);
}

/** Does a configuration make API servers refuse what we cannot be asked about? */
export function failsClosed(live: KubernetesObject): boolean {
  const webhooks: unknown = live['webhooks'];
  return (
    Array.isArray(webhooks) &&
    webhooks.some(
      (one: unknown) =>
        one instanceof Object &&
        'name' in one &&
        one.name === WEBHOOK_NAME &&
        'failurePolicy' in one &&
        one.failurePolicy === 'Fail',
    )
  );
}

function common({ address, path, bundle }: Wanted): object {
  const caBundle = Buffer.from(bundle).toString('base64');
  const to =
    'url' in address ? { url: new URL(path, address.url).href } : { service: { ...address.service, path } };
  return {
    clientConfig: { ...to, caBundle },
    matchPolicy: 'Equivalent',
    // What it records of a dry run is no object of the cluster.
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    namespaceSelector: {},
    objectSelector: {},
  };
}

function rules(operations: readonly string[], withStatus: boolean): readonly object[] {
  const byGroup = Map.groupBy(JUDGED_KINDS, ({ type }) => type.group);
  return [...byGroup].map(([group, kinds]) => ({
    apiGroups: [group],
    // Also versions that come later: what is not understood is refused.
    apiVersions: ['*'],
    operations,
    resources: kinds.flatMap(({ type, offered }) => [
      type.resource,
      ...(withStatus && offered === true ? [statusOf(type)] : []),
    ]),
    scope: '*',
  }));
}

function statusOf({ resource }: ResourceType): string {
  return `${resource}/status`;
}
