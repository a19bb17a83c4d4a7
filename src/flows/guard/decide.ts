import type { DriftChange, DriftDecision, DriftEffect, GuardTier, HoldCode } from '../../model/drift.ts';

/** All that decides what is done about a difference. */
export interface Situation {
  /** As policy says, and no further than the guard's own rights go. */
  readonly tier: GuardTier;
  readonly change: DriftChange;
  readonly effect: DriftEffect;
  /** It was there before the guard first began. */
  readonly found: boolean;
  /** Policy says that it is never deleted. */
  readonly alertOnly: boolean;
  /** No agent can give it back as it stands: it has to be deleted first. */
  readonly replaced: boolean;
  /** It is being deleted already, and something keeps it. */
  readonly terminating: boolean;
  /** An agent owns it, and can be asked. */
  readonly agent: boolean;
  /** It was asked already. */
  readonly asked: boolean;
  /** The grace that it had since is over. */
  readonly overdue: boolean;
}

/** What is to be done now. */
export type Plan = 'nothing' | 'delete' | 'ask' | 'delete-and-ask';

export interface Decided {
  readonly decision: DriftDecision;
  /** Why less is done than the tier allows. */
  readonly code?: HoldCode;
  readonly plan: Plan;
}

/** What is done about a difference, before anything is asked that could hold it back. */
export function decide(it: Situation): Decided {
  if (it.found) return record('found');
  if (it.tier !== 'revoke') return record('tier');
  if (it.effect === 'unknown') return record('unknown');
  if (it.terminating) return it.effect === 'reduces' ? record('reduces') : hold('finalizers');
  switch (it.change) {
    case 'added':
      if (it.effect === 'reduces') return record('reduces');
      return it.alertOnly ? hold('alert-only') : { decision: 'delete', plan: 'delete' };
    case 'changed':
      if (it.effect === 'reduces') return record('reduces');
      if (!it.agent) return hold('no-agent');
      if (it.replaced)
        return it.alertOnly ? hold('alert-only') : { decision: 'delete', plan: 'delete-and-ask' };
      if (!it.asked) return giveBack('ask');
      return giveBack(it.overdue && !it.alertOnly ? 'delete-and-ask' : 'nothing');
    case 'removed':
      return it.agent ? giveBack(it.asked ? 'nothing' : 'ask') : record('no-agent');
  }
}

function record(code: HoldCode): Decided {
  return { decision: 'record', code, plan: 'nothing' };
}

function hold(code: HoldCode): Decided {
  return { decision: 'hold', code, plan: 'nothing' };
}

function giveBack(plan: Plan): Decided {
  return { decision: 'give-back', plan };
}
