import type { EffectiveDelta } from '../../../model/drift.ts';
import { SEVERITIES, type Severity } from '../../../model/verdict.ts';
import type { Access } from './delta.ts';

/** A difference of which it cannot be told what it does. */
export function cannotBeTold(why: readonly string[]): EffectiveDelta {
  return {
    effect: 'unknown',
    danger: 'medium',
    gained: [],
    lost: [],
    more: 0,
    opens: [],
    cutOff: [],
    unknown: why,
  };
}

/** What a difference does, with what switches off the way back, and why it is not certain. */
export function told(
  access: Access,
  optOuts: readonly string[] = [],
  doubts: readonly string[] = [],
): EffectiveDelta {
  const out = optOuts.length > 0 && (access.effect === 'none' || access.effect === 'reduces');
  const effect = doubts.length > 0 ? 'unknown' : out ? 'opt-out' : access.effect;
  return {
    ...access,
    effect,
    danger: graver(
      access.danger,
      effect === 'reduces' ? 'low' : out || doubts.length > 0 ? 'medium' : 'info',
    ),
    unknown: doubts,
    ...(optOuts.length === 0 ? {} : { optOuts }),
  };
}

function graver(one: Severity, other: Severity): Severity {
  return SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other) ? one : other;
}
