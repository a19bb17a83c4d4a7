import type { KubernetesObject } from '../../ports/cluster.ts';
import { apiVersionOf, EXTERNAL_ARTIFACTS } from '../../ports/cluster-kinds.ts';

/** What an agent is told of the archive it is to follow: `status.artifact` of Flux's sources. */
export interface SourceArtifact {
  readonly path: string;
  readonly url: string;
  readonly revision: string;
  readonly digest: string;
  readonly size: number;
}

/** Says that something newer landed and is not handed over, and why. */
export interface HoldNotice {
  /** One word of camel case. */
  readonly reason: string;
  readonly message: string;
}

/** A condition that Flux's agents pass over, and people see. */
export const HELD_CONDITION = 'mainward.dev/Held';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration: number;
}

/** `main@sha1:…`, as Flux writes revisions of branches. */
export function revisionOf(ref: string, commit: string): string {
  return `${ref.replace('refs/heads/', '')}@${commit.length === 64 ? 'sha256' : 'sha1'}:${commit}`;
}

export function newSource(namespace: string, name: string): KubernetesObject {
  return {
    apiVersion: apiVersionOf(EXTERNAL_ARTIFACTS),
    kind: EXTERNAL_ARTIFACTS.kind,
    metadata: { name, namespace },
    spec: {},
  };
}

/** What the object's status lacks, as a merge patch; `undefined` where it says so already. A time changes only with what it is the time of. */
export function statusPatch(
  object: KubernetesObject,
  artifact: SourceArtifact | undefined,
  held: HoldNotice | undefined,
  now: string,
): object | undefined {
  const before = recordOf(object['status']);
  const known = listOf(before['conditions']).map(recordOf);
  const condition = (type: string, status: string, reason: string, message: string): Condition => {
    const old = known.find((one) => one['type'] === type);
    const since = old?.['status'] === status ? old['lastTransitionTime'] : undefined;
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime: typeof since === 'string' ? since : now,
      observedGeneration: object.metadata.generation ?? 1,
    };
  };
  const ready =
    artifact === undefined
      ? condition('Ready', 'False', 'NothingPassed', held?.message ?? 'nothing has landed that verify passes')
      : condition('Ready', 'True', 'Succeeded', `stored artifact for revision '${artifact.revision}'`);
  const holds =
    held === undefined
      ? condition(HELD_CONDITION, 'False', 'UpToDate', 'the newest landing is handed over')
      : condition(HELD_CONDITION, 'True', held.reason, held.message);
  const wanted = {
    conditions: [ready, holds],
    artifact: artifact === undefined ? null : timed(artifact, recordOf(before['artifact']), now),
  };
  const said =
    sorted(before['conditions']) === sorted(wanted.conditions) &&
    sorted(before['artifact'] ?? null) === sorted(wanted.artifact);
  if (said) return undefined;
  const others = Object.keys(recordOf(before['artifact'])).filter((key) => !(key in (wanted.artifact ?? {})));
  const cleared = Object.fromEntries(others.map((key) => [key, null]));
  return {
    status: { ...wanted, artifact: wanted.artifact === null ? null : { ...cleared, ...wanted.artifact } },
  };
}

function timed(
  artifact: SourceArtifact,
  before: Readonly<Record<string, unknown>>,
  now: string,
): SourceArtifact & { readonly lastUpdateTime: string } {
  const same = Object.entries(artifact).every(([key, value]) => before[key] === value);
  const since = before['lastUpdateTime'];
  return { ...artifact, lastUpdateTime: same && typeof since === 'string' ? since : now };
}

/** The same value gives the same text, in whatever order an API server hands its fields out. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Object && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return value instanceof Object && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
