import type { LabelSelector } from '../../model/rbac.ts';
import { grantsNoMore, isSelectedMore } from '../../stages/5-cluster/grants-no-more.ts';
import { overridesSync } from './argo-operation.ts';
import type { Asked, Side } from './asked.ts';
import { optedOut } from './opted-out.ts';
import { allow, type Surroundings, type Verdict } from './verdict.ts';

/** Labels that agents put on what they apply, to know it again. */
const TRACKING: readonly string[] = [
  'app.kubernetes.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'argocd.argoproj.io/',
];

/** Lets through what gives nobody anything, and takes nothing out of its agent's hands: whoever does it may be in a hurry. */
export function takesAway(asked: Asked, around: Surroundings): Verdict | undefined {
  const { before, after, kind } = asked;
  if (after?.tree === undefined || optedOut(kind, after, before).length > 0) return undefined;
  if (kind.what === 'access') return givesMore(before, after, around) ? undefined : allow('grants-no-more');
  if (before === undefined || before.meaning === undefined || before.meaning !== after.meaning)
    return undefined;
  if (overridesSync(asked, around.agents)) return undefined;
  if (kind.offered === true && !sameStatus(before, after)) return undefined;
  return allow('unchanged');
}

/** Also where it cannot be told. */
function givesMore(before: Side | undefined, after: Side, around: Surroundings): boolean {
  if (after.access === undefined) return true;
  if (before === undefined) return !isEmpty(after.access);
  if (before.access === undefined) return true;
  if (before.meaning !== after.meaning || before.meaning === undefined || aggregates(after))
    return !grantsNoMore(before.access, after.access, selectorsOf(around, before, after));
  return selectedMore(before, after, around);
}

function isEmpty(access: NonNullable<Side['access']>): boolean {
  return 'rules' in access
    ? access.rules.length === 0 && access.aggregates === undefined && Object.keys(access.labels).length === 0
    : access.subjects.length === 0;
}

/** The meaning of a role that aggregates says nothing of the rules in it, which count until its controller replaces them. */
export function aggregates({ access }: Side): boolean {
  return access !== undefined && 'rules' in access && access.aggregates !== undefined;
}

/** Does some ClusterRole take over the rules of this one, by labels that an agreed one does not have? */
export function selectedMore(agreed: Side | undefined, after: Side, around: Surroundings): boolean {
  if (after.access?.kind !== 'ClusterRole') return false;
  const [before, now] = [agreed?.object.metadata.labels ?? {}, after.object.metadata.labels ?? {}];
  return isSelectedMore(before, now, selectorsOf(around, agreed, after));
}

/** As long as nobody knows the selectors, every label that is no agent's may be the one that is selected. */
export function selectorsOf(
  around: Surroundings,
  agreed: Side | undefined,
  after: Side,
): readonly LabelSelector[] {
  const live = around.live();
  if (live !== undefined) return [...live.live.aggregating()].flatMap(({ aggregates = [] }) => aggregates);
  const [before, now] = [agreed?.object.metadata.labels ?? {}, after.object.metadata.labels ?? {}];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key] && !TRACKING.some((prefix) => key.startsWith(prefix)))
    .map((key) => {
      const value = now[key];
      return {
        matchLabels: {},
        matchExpressions: [
          value === undefined
            ? { key, operator: 'DoesNotExist', values: [] }
            : { key, operator: 'In', values: [value] },
        ],
      };
    });
}

function sameStatus(before: Side, after: Side): boolean {
  return JSON.stringify(before.object['status'] ?? null) === JSON.stringify(after.object['status'] ?? null);
}
