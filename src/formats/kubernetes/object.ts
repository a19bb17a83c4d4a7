import type { Location } from '../../model/location.ts';
import type { RejectedDocument } from '../yaml/document.ts';
import type { MappingNode } from '../yaml/tree.ts';

/** One Kubernetes object as written. Nothing is defaulted; whether a kind is namespaced is not known here. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent with `generateName`, or where it was left out. */
  readonly name?: string;
  /** As written in `metadata.namespace`. */
  readonly namespace?: string;
  readonly root: MappingNode;
  /** Of the document, or of the item in a List. */
  readonly at: Location;
}

/** A document, or an item of a List, that is meant to be an object and cannot be judged. */
export interface BrokenObject {
  readonly reason: string;
  readonly at: Location;
}

export interface ObjectsInFile {
  readonly objects: readonly KubeObject[];
  /** Documents that could not be read. */
  readonly rejected: readonly RejectedDocument[];
  /** Has an `apiVersion` or a `kind` but is no usable object. A document with neither is no object and not named here. */
  readonly broken: readonly BrokenObject[];
}
