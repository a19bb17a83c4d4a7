import * as z from 'zod';

/** `mainward/hook.json` of a bare repository; `src/entrypoints/hook/config.ts` reads it without a library, because people wait. */
export const HookConfigDocument: z.ZodType = z.strictObject({
  schema: z.literal('mainward.dev/hook/v1'),
  name: z.string().min(1).describe('Name of the repository, as statements have it'),
  ref: z
    .string()
    .regex(/^refs\//)
    .describe('Full name of the protected ref'),
  roster: z.string().regex(/^\//).describe('Absolute path of the roster, read at each push'),
  policy: z.string().regex(/^\//).optional().describe('Absolute path of a folder of policy from outside'),
});
