import { type Actions, runAction } from '../action.ts';
import type { Invocation } from '../invocation.ts';
import { access } from '../table/temporary.ts';

const ACTIONS: Actions = {
  list: async () => (await import('../access/list.ts')).list,
  request: async () => (await import('../access/request.ts')).request,
  approve: async () => (await import('../access/approve.ts')).approve,
  revoke: async () => (await import('../access/revoke.ts')).revoke,
};

/** `mainward access`: access that ends by itself. */
export function run(invocation: Invocation): Promise<number> {
  return runAction(access, ACTIONS, ['roster'], invocation);
}
