import type { Binding, ObjectName, RbacSubject, Role } from '../../../model/rbac.ts';
import { accountOf } from '../match.ts';

/** `RoleBinding ns/name`, as printed to people. */
export function nameOf({ kind, name, namespace }: ObjectName): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** `group ops`, `user ann`, `service account ns/name`, as printed to people. */
export function subjectText(subject: RbacSubject): string {
  switch (subject.kind) {
    case 'User':
      return `user ${subject.name}`;
    case 'Group':
      return `group ${subject.name}`;
    case 'ServiceAccount':
      return `service account ${subject.namespace ?? ''}/${subject.name}`;
  }
}

/** An object by its name alone, as JSON carries it. */
export function objectName({ kind, name, namespace }: Role | Binding): ObjectName {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The subject that a binding means: a service account under whatever name it goes, with its namespace. */
export function meantBy(binding: Binding, subject: RbacSubject): RbacSubject {
  const { kind, name } = subject;
  if (kind === 'User') return accountOf(name) ?? { kind, name };
  if (kind === 'Group') return { kind, name };
  const namespace = subject.namespace ?? binding.namespace;
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Equal for equal subjects; sorts by kind, namespace and name. */
export function subjectKey({ kind, name, namespace }: RbacSubject): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
