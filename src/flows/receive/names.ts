import { isNoObject, type Refusal } from '../../model/receive.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import { type ReceiveContext, refuse } from './context.ts';

const OWN = 'refs/mainward/';

/** Whoever pushes says what they think a ref is; where it is another by now, they were slower than somebody else. */
export function refsStartWhereTheyAre(context: ReceiveContext): readonly Refusal[] {
  return context.updates.flatMap((update) => {
    const now = context.repository.refs().get(update.ref);
    if ((now ?? NONE) === (isNoObject(update.before) ? NONE : update.before)) return [];
    return [
      refuse(context, update, {
        what: `${update.ref} is no longer what this push takes it for`,
        why: ['somebody else was faster'],
        how: ['fetch, and push again'],
      }),
    ];
  });
}

const NONE = '';

/** Refs that are kept for Mainward, and names under which a guarded ref could be changed without being named. */
export async function namesAreHonest(context: ReceiveContext): Promise<readonly Refusal[]> {
  const guarded = [context.ref, ATTESTATIONS_REF];
  const refusals: Refusal[] = [];
  for (const update of context.updates) {
    const { ref } = update;
    if (guarded.includes(ref)) continue;
    const target = await context.aliasOf(ref);
    const alike = guarded.find((one) => one.toLowerCase() === ref.toLowerCase());
    if (target !== undefined) {
      refusals.push(
        refuse(context, update, {
          what: `${ref} is only another name of ${target}`,
          why: ['a ref is judged by its own name'],
          how: [`push to ${target} itself`],
        }),
      );
    } else if (alike !== undefined) {
      refusals.push(
        refuse(context, update, {
          what: `${ref} differs from ${alike} only in large and small letters`,
          why: ['on some file systems both are the same'],
          how: ['choose another name'],
        }),
      );
    } else if (ref.toLowerCase().startsWith(OWN)) {
      refusals.push(
        refuse(context, update, {
          what: `${ref} lies among the refs that Mainward keeps`,
          why: [`of those only ${ATTESTATIONS_REF} is pushed`],
          how: ['choose a name outside refs/mainward/'],
        }),
      );
    }
  }
  return refusals;
}
