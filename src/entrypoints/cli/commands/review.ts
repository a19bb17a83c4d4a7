import { type Actions, runAction } from '../action.ts';
import type { Invocation } from '../invocation.ts';
import { review } from '../table/reviewing.ts';

const ACTIONS: Actions = {
  preview: async () => (await import('../review/preview.ts')).preview,
  start: async () => (await import('../review/start.ts')).start,
  list: async () => (await import('../review/list.ts')).list,
  decide: async () => (await import('../review/decide.ts')).decide,
  remediate: async () => (await import('../review/remediate.ts')).remediate,
  verify: async () => (await import('../review/verify.ts')).verify,
  except: async () => (await import('../review/except.ts')).except,
  export: async () => (await import('../review/export.ts')).exportPack,
};

/** `mainward review`: campaigns that ask whether access is still right. */
export async function run(invocation: Invocation): Promise<number> {
  return runAction(review, ACTIONS, ['roster', 'evidence'], invocation);
}
