import { isBuiltIn } from './built-in.ts';
import { controls } from './controls.ts';
import { explained } from './explained.ts';
import { isKnown } from './known.ts';
import { takesAway } from './takes-away.ts';
import { allow, type Step } from './verdict.ts';

/** Who asks, what is asked, what it does, what explains it, what forbids it. The first answer counts. */
export const STEPS: readonly Step[] = [
  {
    name: 'a subresource that says nothing about access',
    ask: ({ kind, request: { subresource } }) =>
      subresource === undefined || (kind.offered === true && subresource === 'status')
        ? undefined
        : allow('not-ours'),
  },
  {
    name: 'a removal',
    ask: ({ request }) => (request.operation === 'DELETE' ? allow('removal') : undefined),
  },
  {
    name: 'whoever offers the verified source',
    ask: ({ kind, request }, { publishers }) =>
      kind.offered === true && publishers.has(request.who.user) ? allow('publisher') : undefined,
  },
  { name: 'a part of Kubernetes itself', ask: (asked) => (isBuiltIn(asked) ? allow('built-in') : undefined) },
  { name: 'what takes away or changes nothing', ask: takesAway },
  {
    name: 'what no verified commit explains',
    ask: async (asked, around) =>
      isKnown(asked, (await around.desired(false))?.policy) ? undefined : explained(asked, around),
  },
  { name: 'a control at the level of the policy', ask: controls },
];
