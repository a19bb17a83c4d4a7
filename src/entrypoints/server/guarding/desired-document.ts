import { createHash } from 'node:crypto';
import * as z from 'zod';
import { keptObject } from '../../../flows/guard/desired/object.ts';
import type { DesiredObject, DesiredState } from '../../../flows/guard/desired/state.ts';
import type { PauseInForce } from '../../../flows/guard/safety/checks.ts';
import { pooledText } from '../../../formats/json/pooled.ts';
import { objectKey } from '../../../ledger/facets.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { GuardPolicy } from '../../../model/policy.ts';

const ref = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
const object = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** What a guard beside its cluster is told. Of people only who paused it: all other names are joined where the roster is. */
export interface GuardDesiredDocument {
  readonly schema: 'mainward.dev/guard-desired/v1';
  /** Equal where nothing moved. */
  readonly version: string;
  readonly repository: string;
  readonly commit: string;
  readonly objects: readonly DesiredObject[];
  readonly earlier: readonly { readonly key: string; readonly meanings: readonly string[] }[];
  readonly unknown: readonly string[];
  readonly policy?: GuardPolicy | undefined;
  readonly pause?: PauseInForce | undefined;
}

/** Of what an object and a policy are made is for whoever made them to say; both ends are this program. */
const document = z.strictObject({
  schema: z.literal('mainward.dev/guard-desired/v1'),
  version: z.string().describe('equal where nothing moved; the ETag'),
  repository: z.string(),
  commit: z.string(),
  objects: z.array(
    z.looseObject({
      ref,
      object,
      meaning: z.string(),
      agent: ref.optional(),
      at: z.looseObject({ path: z.string() }).optional(),
    }),
  ),
  earlier: z.array(z.strictObject({ key: z.string(), meanings: z.array(z.string()) })),
  unknown: z.array(z.string()),
  policy: z.looseObject({ tier: z.string() }).optional().describe('the Guard in force, its tier lowered'),
  pause: z
    .strictObject({ until: z.number(), why: z.string(), by: z.string().optional() })
    .optional()
    .describe('in force'),
});
export const GuardDesired: z.ZodType<GuardDesiredDocument> =
  document as z.ZodType as z.ZodType<GuardDesiredDocument>;

/** What there is to tell, and by which version; the whole of it is long, and asked for seldom. */
export interface DesiredAnswer {
  readonly version: string;
  document(): GuardDesiredDocument;
}

export function desiredAnswer(state: DesiredState, pause: PauseInForce | undefined): DesiredAnswer {
  const said = {
    repository: state.repository,
    commit: state.commit,
    unknown: [...state.unknown],
    ...(state.policy === undefined ? {} : { policy: { ...state.policy } }),
    ...(pause === undefined ? {} : { pause: { ...pause } }),
  };
  const version = createHash('sha256')
    .update(JSON.stringify([state.version, said]))
    .digest('hex');
  return {
    version,
    document: () => ({
      schema: 'mainward.dev/guard-desired/v1',
      version,
      ...said,
      objects: [...state.objects.values()].map(({ ref: of, object: whole, meaning, agent, at }) => ({
        ref: of,
        object: whole,
        meaning,
        ...(agent === undefined ? {} : { agent }),
        ...(at === undefined ? {} : { at }),
      })),
      earlier: [...state.earlier].map(([key, meanings]) => ({ key, meanings: [...meanings] })),
    }),
  };
}

/** The same at the other end, where somebody confirmed it at a time (milliseconds since 1970). Throws for what is none. */
export function desiredFrom(
  bytes: Uint8Array,
  confirmedAt: number,
): { readonly state: DesiredState; readonly pause?: PauseInForce } {
  const told = GuardDesired.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  const { version, repository, commit, unknown, pause } = told;
  const { objects, policy } = told;
  const agents = new Map<string, ObjectRef>();
  const sameAgent = (agent: ObjectRef): ObjectRef => {
    const key = objectKey(agent);
    if (!agents.has(key)) agents.set(key, agent);
    return agents.get(key) ?? agent;
  };
  return {
    state: {
      repository,
      commit,
      version,
      confirmedAt,
      unknown,
      objects: new Map(
        objects.map(({ agent, ...one }) => [
          pooledText(objectKey(one.ref)),
          keptObject({ ...one, ...(agent === undefined ? {} : { agent: sameAgent(agent) }) }),
        ]),
      ),
      earlier: new Map(told.earlier.map(({ key, meanings }) => [key, new Set(meanings)])),
      ...(policy === undefined ? {} : { policy }),
    },
    ...(pause === undefined ? {} : { pause }),
  };
}
