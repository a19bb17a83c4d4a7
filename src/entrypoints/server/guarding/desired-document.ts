import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { DesiredObject, DesiredState } from '../../../flows/guard/desired/state.ts';
import type { PauseInForce } from '../../../flows/guard/safety/checks.ts';
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

/** What a guard beside its cluster is told first. Of people only who paused it: all other names are joined where the roster is. */
export interface GuardDesiredDocument {
  readonly schema: 'mainward.dev/guard-desired/v2';
  /** Equal where nothing moved. */
  readonly version: string;
  readonly repository: string;
  readonly commit: string;
  readonly objects: number;
  readonly earlier: readonly { readonly key: string; readonly meanings: readonly string[] }[];
  readonly unknown: readonly string[];
  readonly policy?: GuardPolicy | undefined;
  readonly pause?: PauseInForce | undefined;
}

/** Some of its objects, in their order. */
export interface GuardDesiredObjects {
  readonly objects: readonly DesiredObject[];
}

/** Of what a policy is made is for whoever made it to say; both ends are this program. */
const document = z.strictObject({
  schema: z.literal('mainward.dev/guard-desired/v2'),
  version: z.string().describe('equal where nothing moved; the ETag'),
  repository: z.string(),
  commit: z.string(),
  objects: z.int().min(0).describe('how many there are'),
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

/** The same of an object. */
const page = z.strictObject({
  objects: z.array(
    z.looseObject({
      ref,
      object,
      meaning: z.string(),
      agent: ref.optional(),
      at: z.looseObject({ path: z.string() }).optional(),
    }),
  ),
});
export const GuardDesiredPage: z.ZodType<GuardDesiredObjects> =
  page as z.ZodType as z.ZodType<GuardDesiredObjects>;

/** Objects that are told at once: neither end has all of them in its hands at the same time. */
const MOST_TOLD = 500;

/** What there is to tell, and by which version; its objects are many, and asked for seldom. */
export interface DesiredAnswer {
  readonly version: string;
  document(): GuardDesiredDocument;
  objects(from: number): GuardDesiredObjects;
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
      schema: 'mainward.dev/guard-desired/v2',
      version,
      ...said,
      objects: state.objects.size,
      earlier: [...state.earlier].map(([key, meanings]) => ({ key, meanings: [...meanings] })),
    }),
    objects: (from) => ({
      objects: [...state.objects.values().drop(from).take(MOST_TOLD)].map(
        ({ ref: of, object: whole, meaning, agent, at }) => ({
          ref: of,
          object: whole,
          meaning,
          ...(agent === undefined ? {} : { agent }),
          ...(at === undefined ? {} : { at }),
        }),
      ),
    }),
  };
}
