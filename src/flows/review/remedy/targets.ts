import { findTarget, type OpenFile, openFile } from '../../../formats/kubernetes/removal/plan.ts';
import type { Target } from '../../../formats/kubernetes/removal/target.ts';
import type { Location } from '../../../model/location.ts';
import type { RbacSubject } from '../../../model/rbac.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { accountUser } from '../../../stages/5-cluster/match.ts';
import type { Standing } from './seen.ts';

/** Finds what of the files names somebody: a service account may be written in several ways. */
export class Targets {
  readonly #tree: SourceTree;
  readonly #files: Map<string, OpenFile | undefined> = new Map();

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  /** One a place at which the binding names the principal. */
  of({ at, alsoAt = [], principal, binding }: Standing): readonly Target[] {
    return [at, ...alsoAt].map((place): Target => {
      const { path, line, column } = place;
      const object = { at: { path, line, column }, object: binding };
      const spelled = spellings(principal.subject).map((subject) => ({ ...object, subject }));
      return spelled.find((one) => this.#isWritten(one, place)) ?? { ...object, subject: principal.subject };
    });
  }

  #isWritten(target: Target, { path, line, column }: Location): boolean {
    if (!this.#files.has(path)) {
      const file = openFile(this.#tree, path);
      this.#files.set(path, 'kind' in file ? undefined : file);
    }
    const file = this.#files.get(path);
    const found = file === undefined ? undefined : findTarget(file, target);
    if (found === undefined || 'kind' in found) return false;
    return [...found.gone].some(({ at }) => at.line === line && at.column === column);
  }
}

/** As bindings may name whom they mean. */
function spellings(subject: RbacSubject): readonly RbacSubject[] {
  const { kind, name, namespace } = subject;
  if (kind !== 'ServiceAccount') return [subject];
  return [subject, { kind, name }, { kind: 'User', name: accountUser(namespace ?? '', name) }];
}
