import type { RegisteredControl } from '../../controls/control.ts';
import { factsOfCluster } from '../../controls/one-cluster.ts';
import type { Binding, ClusterObjects, Role } from '../../model/rbac.ts';
import { atLeastAsSevere, type Severity } from '../../model/verdict.ts';

/** A control that an object makes the cluster violate. */
export interface Violation {
  readonly control: string;
  readonly severity: Severity;
  readonly message: string;
}

/** Judges one object by the controls of clusters, in its surroundings. */
export class Violations {
  readonly #controls: readonly RegisteredControl[];

  constructor(controls: readonly RegisteredControl[]) {
    this.#controls = controls.filter(({ control }) => control.id.startsWith('cluster/'));
  }

  /**
   * What is violated at `from` or above with the object and was not, or less gravely, without the change; the gravest
   * first. `around` is the cluster as far as it concerns the object, itself left out; `agents` are accounts by which agents
   * apply, as `namespace/name`.
   */
  of(
    around: ClusterObjects,
    before: Role | Binding | undefined,
    after: Role | Binding,
    { from, agents }: { readonly from: Severity; readonly agents: ReadonlySet<string> },
  ): readonly Violation[] {
    const now = this.#judge(withObject(around, after), agents, from);
    if (now.length === 0) return [];
    const was = this.#judge(withObject(around, before), agents, from);
    return now
      .filter(
        (one) =>
          !was.some(
            (other) =>
              other.control === one.control &&
              other.message === one.message &&
              atLeastAsSevere(other.severity, one.severity),
          ),
      )
      .sort((one, other) => (atLeastAsSevere(one.severity, other.severity) ? -1 : 1));
  }

  #judge(cluster: ClusterObjects, agents: ReadonlySet<string>, from: Severity): readonly Violation[] {
    const facts = factsOfCluster(cluster, agents);
    return this.#controls.flatMap(({ control }) =>
      control
        .evaluate(facts)
        .map(({ verdict, message, severity = control.severity }) => ({
          verdict,
          control: control.id,
          severity,
          message,
        }))
        .filter(({ verdict, severity }) => verdict === 'violated' && atLeastAsSevere(severity, from)),
    );
  }
}

function withObject(around: ClusterObjects, object: Role | Binding | undefined): ClusterObjects {
  if (object === undefined) return around;
  return 'rules' in object
    ? { ...around, roles: [...around.roles, object] }
    : { ...around, bindings: [...around.bindings, object] };
}
