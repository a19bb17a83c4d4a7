import type { OptionSpec } from './spec.ts';

export const asOf = {
  key: 'asOf',
  long: 'as-of',
  kind: 'time',
  placeholder: 'TIME',
  summary: 'judge as of this time, such as 2026-11-20T09:00:00Z (default: now)',
} as const;
const namespace = {
  key: 'namespace',
  long: 'namespace',
  short: 'n',
  kind: 'text',
  placeholder: 'NAMESPACE',
  summary: 'ask in this namespace; without it, in all of them (cluster scope)',
} as const;
const manifests = {
  key: 'manifests',
  long: 'manifests',
  kind: 'path',
  placeholder: 'PATH',
  summary: 'a folder of manifests (or one file) that is one cluster',
} as const;
export const cluster = {
  key: 'cluster',
  long: 'cluster',
  kind: 'text',
  placeholder: 'NAME',
  summary: 'which cluster is asked; may be left out where there is one',
} as const;
export const defaultRoles = {
  key: 'defaultRoles',
  long: 'default-roles',
  kind: 'text',
  placeholder: 'VERSION|none',
  summary: "which version's default roles the cluster has (1.35 unless told otherwise)",
} as const;
export const subresource = {
  key: 'subresource',
  long: 'subresource',
  kind: 'text',
  placeholder: 'SUB',
  summary: 'ask for a subresource, such as `log` of `pods`',
} as const;
export const groups = {
  key: 'groups',
  long: 'groups',
  kind: 'list',
  placeholder: 'A,B',
  summary: 'groups the request carries besides the implied ones',
} as const;
export const clusterQuestion: readonly OptionSpec<
  'namespace' | 'manifests' | 'cluster' | 'defaultRoles' | 'asOf'
>[] = [namespace, manifests, cluster, defaultRoles, asOf];
