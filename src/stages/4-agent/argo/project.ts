import { boolOf, child, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type {
  ArgoKindRule,
  ArgoProject,
  ArgoProjectRole,
  ArgoSignaturePolicy,
} from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import { type AgentObject, isKind, placedAll, present, spec, text } from '../read.ts';

/** Reads an AppProject (argoproj.io/v1alpha1); `undefined` for any other object. */
export function readArgoProject({ object }: AgentObject, controlPlane: string): ArgoProject | undefined {
  if (!isKind(object, 'argoproj.io', 'AppProject') || object.name === undefined) return undefined;
  const body = spec(object);
  const unread: string[] = [];
  for (const field of LISTS) {
    const node = child(body, field);
    if (present(node) && node.kind !== 'sequence') unread.push(`spec.${field}`);
  }
  const allowed = child(body, 'namespaceResourceWhitelist');
  const only = boolOf(child(body, 'permitOnlyProjectScopedClusters'));
  if (only === 'ambiguous') unread.push('spec.permitOnlyProjectScopedClusters');
  return {
    name: object.name,
    namespace: object.namespace ?? controlPlane,
    sourceRepositories: placedAll(child(body, 'sourceRepos')),
    destinations: itemsOf(child(body, 'destinations')).map((item) => ({
      server: textOf(child(item, 'server')) ?? '',
      name: textOf(child(item, 'name')) ?? '',
      namespace: textOf(child(item, 'namespace')) ?? '',
      at: item.at,
    })),
    clusterAllowed: kindRules(child(body, 'clusterResourceWhitelist')),
    clusterDenied: kindRules(child(body, 'clusterResourceBlacklist')),
    ...(present(allowed) ? { namespacedAllowed: kindRules(allowed) } : {}),
    namespacedDenied: kindRules(child(body, 'namespaceResourceBlacklist')),
    sourceNamespaces: placedAll(child(body, 'sourceNamespaces')),
    destinationAccounts: itemsOf(child(body, 'destinationServiceAccounts')).map((item) => ({
      server: textOf(child(item, 'server')) ?? '',
      namespace: textOf(child(item, 'namespace')) ?? '',
      account: textOf(child(item, 'defaultServiceAccount')) ?? '',
      at: item.at,
    })),
    onlyProjectClusters: only === true,
    signatures: signaturePolicies(body),
    roles: itemsOf(child(body, 'roles')).map(role),
    orphanedResourcesWatched: present(child(body, 'orphanedResources')),
    assumed: false,
    at: object.at,
    unread,
  };
}

const LISTS = [
  'sourceRepos',
  'destinations',
  'clusterResourceWhitelist',
  'clusterResourceBlacklist',
  'namespaceResourceWhitelist',
  'namespaceResourceBlacklist',
  'sourceNamespaces',
  'destinationServiceAccounts',
  'roles',
  'signatureKeys',
];

/**
 * The project `default` as Argo CD makes it when there is none: every repository, every destination, every kind
 * (server/server.go, initializeDefaultProject). `at` points at whatever uses it.
 */
export function builtInDefaultProject(namespace: string, at: Location): ArgoProject {
  return {
    name: 'default',
    namespace,
    sourceRepositories: [{ value: '*', at }],
    destinations: [{ server: '*', name: '', namespace: '*', at }],
    clusterAllowed: [{ group: '*', kind: '*', name: '', at }],
    clusterDenied: [],
    namespacedDenied: [],
    sourceNamespaces: [],
    destinationAccounts: [],
    onlyProjectClusters: false,
    signatures: [],
    roles: [],
    orphanedResourcesWatched: false,
    assumed: true,
    at,
    unread: [],
  };
}

function kindRules(node: YamlNode | undefined): readonly ArgoKindRule[] {
  return itemsOf(node).map((item) => ({
    group: textOf(child(item, 'group')) ?? '',
    kind: textOf(child(item, 'kind')) ?? '',
    name: textOf(child(item, 'name')) ?? '',
    at: item.at,
  }));
}

function role(node: YamlNode): ArgoProjectRole {
  return {
    name: textOf(child(node, 'name')) ?? '',
    policies: placedAll(child(node, 'policies')),
    groups: placedAll(child(node, 'groups')),
    tokens: itemsOf(child(node, 'jwtTokens')).map((token) => ({
      id: textOf(child(token, 'id')) ?? textOf(child(token, 'iat')) ?? '',
      expires: present(child(token, 'exp')) && textOf(child(token, 'exp')) !== '0',
      at: token.at,
    })),
    at: node.at,
  };
}

/** `sourceIntegrity.git.policies`; without them the legacy `signatureKeys`, which stand for one policy for every repository. */
function signaturePolicies(body: YamlNode | undefined): readonly ArgoSignaturePolicy[] {
  if (present(child(body, 'sourceIntegrity', 'git'))) {
    return itemsOf(child(body, 'sourceIntegrity', 'git', 'policies')).map((policy) => ({
      repositories: itemsOf(child(policy, 'repos')).map((item) => ({
        value: text(item, 'url') ?? '',
        at: item.at,
      })),
      mode: modeOf(policy),
      keys: placedAll(child(policy, 'gpg', 'keys')).map((key) => key.value),
      legacy: false,
      at: policy.at,
    }));
  }
  const legacy = child(body, 'signatureKeys');
  const keys = itemsOf(legacy).map((item) => textOf(child(item, 'keyID')) ?? '');
  if (legacy === undefined || keys.length === 0) return [];
  return [{ repositories: [{ value: '*', at: legacy.at }], mode: 'head', keys, legacy: true, at: legacy.at }];
}

function modeOf(policy: YamlNode): ArgoSignaturePolicy['mode'] {
  if (!present(child(policy, 'gpg'))) return 'none';
  const mode = text(policy, 'gpg', 'mode');
  return mode === 'none' || mode === 'head' || mode === 'strict' ? mode : 'unknown';
}
