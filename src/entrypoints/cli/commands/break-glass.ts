import { RemoteAccess, wishOf } from '../access/remote.ts';
import { tellGrant } from '../access/tell.ts';
import { EXIT } from '../exit.ts';
import type { Invocation } from '../invocation.ts';

/** `mainward break-glass`: access at once, which nobody agreed to. */
export async function run(invocation: Invocation): Promise<number> {
  const [policy = ''] = invocation.args;
  const wish = wishOf(policy, invocation.options);
  const document = await new RemoteAccess(invocation).ask('break-glass', wish);
  tellGrant(invocation, document);
  return EXIT.judged;
}
