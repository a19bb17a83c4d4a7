import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ErrorCode } from '../model/errors.ts';
import type { Cluster, KubernetesObject, ObjectKey, ResourceType } from './cluster.ts';
import { apiVersionOf } from './cluster-kinds.ts';

/** What the in-process cluster does not do, and why. Each is a test that the others pass. */
export const IN_PROCESS_EXCEPTIONS = {
  defaults:
    'no code reads what the API server adds where a field is left out; what is written is written whole',
  mappings:
    'who made a mapping, apart from what is in it, is not written down; it matters only once everything in it is gone',
  ownership: 'nothing that Mainward makes is owned by another object, so there is no garbage to collect',
  schema:
    'fields are not held to a schema: the definitions of the kinds would have to be shipped for the demo',
} as const;
export type Exception = keyof typeof IN_PROCESS_EXCEPTIONS;

export interface Rig {
  /** A member of `system:masters`. */
  admin(): Cluster;
  as(user: string, ...groups: readonly string[]): Cluster;
  withToken(token: string): Cluster;
  /** A namespace of its own. */
  namespace(): Promise<string>;
  /** A word that nothing else is called. */
  word(): string;
  readonly exceptions: readonly Exception[];
}

/** An object of a kind. */
export function make(
  type: ResourceType,
  metadata: KubernetesObject['metadata'],
  fields: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata, ...fields };
}

export function keyOf(type: ResourceType, { metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The write or read fails with this code. */
export async function fails(work: Promise<unknown>, code: ErrorCode, status?: number): Promise<void> {
  await expect(work).rejects.toMatchObject({
    name: 'MainwardError',
    code,
    ...(status === undefined ? {} : { fields: { status } }),
  });
}

/** What caches and controllers of a real cluster bring about is asked for until it is so. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  for (let round = 0; ; round += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (round === 150) throw error;
      await sleep(200);
    }
  }
}
