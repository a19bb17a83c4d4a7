import type { ScenarioName } from '../../../model/scenario.ts';
import { compromisedAction } from './action.ts';
import type { Attack } from './attack.ts';
import { compromisedDeveloper } from './developer.ts';
import { leaver } from './leaver.ts';

export const ATTACKS: Readonly<Record<ScenarioName, Attack>> = {
  'compromised-developer': compromisedDeveloper,
  'compromised-action': compromisedAction,
  leaver,
};
