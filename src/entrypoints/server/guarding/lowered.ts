import type { DesiredSource, DesiredState } from '../../../flows/guard/desired/state.ts';
import { GUARD_TIERS, type GuardTier } from '../../../model/drift.ts';

/** The same, with the tier of its policy lowered. Below `revoke` admission refuses nothing, either. */
export function lowered(source: DesiredSource, atMost: GuardTier): DesiredSource {
  if (atMost === 'revoke') return source;
  return {
    current: async () => {
      const state = await source.current();
      return state && stateAtMost(state, atMost);
    },
    hints: (signal) => source.hints(signal),
  };
}

function stateAtMost(state: DesiredState, atMost: GuardTier): DesiredState {
  const { policy } = state;
  if (policy === undefined) return state;
  const tier =
    GUARD_TIERS[Math.min(GUARD_TIERS.indexOf(policy.tier), GUARD_TIERS.indexOf(atMost))] ?? 'observe';
  return { ...state, policy: { ...policy, tier, admission: { ...policy.admission, mode: 'observe' } } };
}
