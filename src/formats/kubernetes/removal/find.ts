import type { RbacSubject } from '../../../model/rbac.ts';
import { child, isNull, itemsOf, textOf } from '../../yaml/access.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import type { KubeObject } from '../object.ts';
import type { Target } from './target.ts';

/** The object in which a target's place is, if it is the one that is meant. */
export function objectAt(objects: readonly KubeObject[], { at, object }: Target): KubeObject | undefined {
  const found = objects.find((one) => holds(one, at));
  const isMeant =
    found?.kind === object.kind &&
    found.name === object.name &&
    (found.namespace === undefined || object.namespace === undefined || found.namespace === object.namespace);
  return isMeant ? found : undefined;
}

/** All items of a binding's subjects that name somebody, whether or not they name an `apiGroup`. */
export function subjectsOf(object: KubeObject, subject: RbacSubject): ReadonlySet<YamlNode> {
  return new Set(itemsOf(child(object.root, 'subjects')).filter((item) => names(item, subject)));
}

function names(item: YamlNode, subject: RbacSubject): boolean {
  if (textOf(child(item, 'kind')) !== subject.kind || textOf(child(item, 'name')) !== subject.name)
    return false;
  if (subject.kind !== 'ServiceAccount') return true;
  const namespace = child(item, 'namespace');
  return (isNull(namespace) ? undefined : textOf(namespace)) === subject.namespace;
}

function holds({ at }: KubeObject, { line, column }: Target['at']): boolean {
  const isBefore = line < at.line || (line === at.line && column < at.column);
  const isBehind = line > at.endLine || (line === at.endLine && column >= at.endColumn);
  return !isBefore && !isBehind;
}
