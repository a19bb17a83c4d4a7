import { liveObject } from '../../formats/kubernetes/live.ts';
import type { KubeObject } from '../../formats/kubernetes/object.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { AdmissionRequest } from '../../ports/admission.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { apiVersionOf } from '../../ports/cluster-kinds.ts';
import { feedMeaning } from '../../stages/4-agent/meaning.ts';
import { type RbacObject, readRbac } from '../../stages/5-cluster/drift/rbac-object.ts';
import { meaningOf } from '../../stages/5-cluster/meaning.ts';
import { type JudgedKind, judgedKind } from './kinds.ts';

/** An object of a request, read once. */
export interface Side {
  readonly object: KubernetesObject;
  readonly tree?: KubeObject;
  /** Of a kind that grants, where it can be read. */
  readonly access?: RbacObject;
  /** Absent where it cannot be told. */
  readonly meaning?: string;
}

/** A request about a kind that is judged. */
export interface Asked {
  readonly request: AdmissionRequest;
  readonly kind: JudgedKind;
  /** As the desired state names it. */
  readonly ref: ObjectRef;
  readonly before?: Side;
  readonly after?: Side;
}

/** `undefined` where the kind is none of ours. */
export function askedOf(request: AdmissionRequest): Asked | undefined {
  const kind = judgedKind(request.key);
  if (kind === undefined) return undefined;
  const { name, namespace } = request.key;
  const ref = {
    apiVersion: apiVersionOf(kind.type),
    kind: kind.type.kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return {
    request,
    kind,
    ref,
    ...(request.oldObject === undefined ? {} : { before: sideOf(kind, request.oldObject) }),
    ...(request.object === undefined ? {} : { after: sideOf(kind, request.object) }),
  };
}

/** An object as it is compared. */
export function sideOf({ what }: JudgedKind, object: KubernetesObject): Side {
  const tree = liveObject(object, 'request');
  if (tree === undefined) return { object };
  const access = what === 'access' ? readRbac(tree)?.object : undefined;
  const meaning = what === 'agent' ? feedMeaning(object) : access && meaningOf(access);
  return {
    object,
    tree,
    ...(access === undefined ? {} : { access }),
    ...(meaning === undefined ? {} : { meaning }),
  };
}
