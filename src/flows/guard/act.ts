import type { ActionOutcome } from '../../model/drift.ts';
import { MainwardError } from '../../model/errors.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { ClusterWriter } from '../../ports/cluster.ts';
import { KUSTOMIZATIONS } from '../../ports/cluster-kinds.ts';
import type { LiveObject } from './live/live-state.ts';

/** Flux applies again when this annotation has another value than the one it handled last. */
export const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

/** Deletes exactly what was judged: an object of that name that is another one by now stays. */
export async function deleteObject(
  revoke: Pick<ClusterWriter, 'delete'>,
  { type, ref, uid, object }: Pick<LiveObject, 'type' | 'ref' | 'uid' | 'object'>,
): Promise<ActionOutcome> {
  const { namespace, name } = ref;
  const { resourceVersion } = object.metadata;
  const key = { type, name, ...(namespace === undefined ? {} : { namespace }) };
  try {
    const was = await revoke.delete(key, {
      uid,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    });
    return was ? 'done' : 'gone';
  } catch (error) {
    return outcomeOf(error);
  }
}

/** An agent that can be asked to apply again. */
export function canBeAsked({ apiVersion, kind, namespace }: ObjectRef): boolean {
  return (
    kind === KUSTOMIZATIONS.kind &&
    namespace !== undefined &&
    apiVersion.startsWith(`${KUSTOMIZATIONS.group}/`)
  );
}

/** Asks a Kustomization to apply again what it follows. `at`: milliseconds since 1970, another one each time. */
export async function askAgent(
  reconcile: Pick<ClusterWriter, 'patch'>,
  { namespace = '', name }: ObjectRef,
  at: number,
): Promise<ActionOutcome> {
  const body = { metadata: { annotations: { [REQUESTED_AT]: new Date(at).toISOString() } } };
  try {
    await reconcile.patch({ type: KUSTOMIZATIONS, namespace, name }, { kind: 'merge', body });
    return 'done';
  } catch (error) {
    if (error instanceof MainwardError && error.fields['reason'] === 'NotFound') return 'gone';
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): ActionOutcome {
  if (!(error instanceof MainwardError)) return 'unreachable';
  switch (error.code) {
    case 'CLUSTER_CONFLICT':
      return 'changed';
    case 'CLUSTER_FORBIDDEN':
    case 'CLUSTER_REFUSED':
      return 'refused';
    default:
      return 'unreachable';
  }
}
