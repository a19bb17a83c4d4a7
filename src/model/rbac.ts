import type { Location } from './location.ts';

export type SubjectKind = 'User' | 'Group' | 'ServiceAccount';

export interface RbacSubject {
  readonly kind: SubjectKind;
  readonly name: string;
  /** Service accounts only. */
  readonly namespace?: string;
}

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly at: Location;
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  /** Absent for a ClusterRole. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
  /** Selectors of the roles whose rules this one takes over; its own rules are then replaced. */
  readonly aggregates?: readonly LabelSelector[];
  readonly labels: Readonly<Record<string, string>>;
  /** Where each label is written. */
  readonly labelsAt?: Readonly<Record<string, Location>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly at: Location;
  /** One of the roles that every cluster brings along. */
  readonly builtIn?: boolean;
}

export interface BoundSubject extends RbacSubject {
  readonly at: Location;
}

export interface RoleRef {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  /** Of the name; absent for defaults. */
  readonly at?: Location;
}

export interface Binding {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly name: string;
  /** Absent for a ClusterRoleBinding. */
  readonly namespace?: string;
  readonly roleRef: RoleRef;
  readonly subjects: readonly BoundSubject[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly at: Location;
  readonly builtIn?: boolean;
}

export interface ServiceAccountObject {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** `automountServiceAccountToken` as written; pods may say otherwise. */
  readonly automount?: boolean;
  readonly at: Location;
}

/** An object by its name, where no more of it is known. */
export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  /** Absent for cluster scope. */
  readonly namespace?: string;
}

/** What could not be read, or would be refused by the API server, and may hold RBAC objects. */
export interface ClusterUnknown {
  readonly reason: string;
  readonly at?: Location;
  /** Kinds it may hold; absent = any. */
  readonly mayConcern?: readonly string[];
  /** The one object that it is about; absent = it may be any. */
  readonly object?: ObjectName;
  /** Files and folders that decide what it holds; absent = the file it is at. */
  readonly paths?: readonly string[];
  /** What else decides it, such as which revision of a source that is not in view; equal texts mean the same. */
  readonly spec?: string;
}

/** A kind of object that a cluster serves, as requests and rules name it. */
export interface ServedResource {
  readonly group: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** Singular and short names. */
  readonly aliases: readonly string[];
}

/** The access-related objects of one cluster, as far as they are in view. */
export interface ClusterObjects {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly serviceAccounts: readonly ServiceAccountObject[];
  /** Namespaces seen in any object. */
  readonly namespaces: readonly string[];
  /** Kinds that CustomResourceDefinitions in view add. */
  readonly customResources?: readonly ServedResource[];
  readonly unknown: readonly ClusterUnknown[];
}

/** A request as the API server's authorizer sees it (`authorizer.Attributes`). */
export interface AccessRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly apiGroup: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly subresource?: string;
  /** Empty where the request names none. */
  readonly name: string;
  /** Empty for cluster scope. */
  readonly namespace: string;
  /** Set for a request to a path that is no resource. */
  readonly nonResourcePath?: string;
}

/** The rule that allows, and how the subject holds it. */
export interface Grant {
  readonly binding: Binding;
  readonly role: Role;
  readonly rule: PolicyRule;
  readonly subject: BoundSubject;
}
