import * as z from 'zod';
import { LAYERS, PARTS, REACHES, SCENARIOS, WAYS } from '../../src/model/scenario.ts';
import { count, text } from './parts.ts';

/** `demo --scenario`. */
export const scenario = z.object({
  schema: z.literal('mainward.dev/scenario/v1'),
  scenario: z.enum(SCENARIOS),
  seed: count,
  attacker: text.describe('for whom something is wanted, as `can` names them'),
  goal: text.describe('what, as `can` is asked'),
  runs: z.array(
    z.object({
      without: z.array(z.enum(PARTS)).describe('what was left out'),
      steps: z.array(
        z.object({
          way: z.enum(WAYS),
          does: text,
          outcome: z.enum(['done', 'refused', 'undone']),
          by: z
            .enum([...LAYERS, 'api-server'])
            .optional()
            .describe('who refused it or took it back'),
          said: z.array(text).describe('the answer in its own words'),
          reach: z.enum(REACHES).optional().describe('how far it brought them'),
          liveFor: z.number().min(0).optional().describe('milliseconds'),
        }),
      ),
      stoppedBy: z
        .enum(LAYERS)
        .nullable()
        .describe('the first layer that said no or took back; null where it stays, or where none was met'),
      stays: z.boolean().describe('can they, after everything has settled?'),
      reach: z.enum(REACHES),
      liveFor: z
        .number()
        .min(0)
        .nullable()
        .describe('of what was live for a moment, the longest; milliseconds'),
      conclusion: text,
    }),
  ),
});
