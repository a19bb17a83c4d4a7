import type { DriftChange } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import { formatLocation, type Location } from '../../model/location.ts';

/** What is wanted to undo a difference. */
export interface Undoable {
  readonly object: ObjectRef;
  readonly change: DriftChange;
  readonly agent?: ObjectRef;
  /** Where Git has it. */
  readonly at?: Location;
  /** It has to be deleted before an agent can give it back. */
  readonly replaced: boolean;
}

/** Commands with which somebody who may would undo it, to be read before they are run. */
export function undoOf({ object, change, agent, at, replaced }: Undoable): readonly string[] {
  const remove = `kubectl delete ${place(object)}`;
  if (change === 'added') return [remove];
  return [...(replaced ? [remove] : []), giveBack(agent, at)];
}

function giveBack(agent: ObjectRef | undefined, at: Location | undefined): string {
  switch (agent?.kind) {
    case 'Kustomization':
      return `flux reconcile kustomization ${quoted(agent.name)}${inNamespace(agent)}`;
    case 'Application':
      return `argocd app sync ${quoted(agent.name)} --app-namespace ${quoted(agent.namespace ?? '')}`;
    default:
      return at === undefined ? 'apply it from Git' : `apply it from ${formatLocation(at)}`;
  }
}

function place(object: ObjectRef): string {
  return `${object.kind.toLowerCase()} ${quoted(object.name)}${inNamespace(object)}`;
}

function inNamespace({ namespace }: ObjectRef): string {
  return namespace === undefined ? '' : ` -n ${quoted(namespace)}`;
}

/** As a shell takes it for one word, whatever it is: names of RBAC objects are chosen by whoever makes them. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_.:@%+=/][A-Za-z0-9_.:@%+=/-]*$/.test(word)
    ? word
    : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
