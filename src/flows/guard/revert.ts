import { type Sequence, sequence } from '../sequence.ts';
import { actUpon, lookAgain, recordActs } from './acting.ts';
import type { Stop } from './look.ts';
import { recordSeen } from './recorded/record.ts';
import { checkSafety } from './safe.ts';
import type { GuardState, Notice } from './state.ts';
import * as steps from './steps.ts';

/**
 * An object that is not as it should be is taken back. From top to bottom; nothing is done before it is recorded, and
 * what is given back late comes by here again. The last column is the end where a step fails.
 */
export const REVERT: Sequence<GuardState, Notice, object, Stop> = sequence<GuardState, Notice, Stop>()
  .step('it is taken as it is now', steps.notice, 'defect')
  .step('everything was listed, and the record is known', steps.beReady, 'defect')
  .step('it differs from the commit that was verified last', steps.glance, 'defect')
  .step('the verified commit is asked again', steps.askDesired, 'not-ready')
  .step('it is judged: does it differ, and who may do what by it', steps.judge, 'ledger')
  .step('it is decided what is to be done', steps.choose, 'defect')
  .step('it is no late news of what an agent applied', steps.confirm, 'defect')
  .step('its object is not recorded all the time', steps.pace, 'defect')
  .step('nothing holds that back', checkSafety, 'defect')
  .step('it is recorded, with what undoes it', recordSeen, 'ledger')
  .step('it is deleted, or its agent is asked', actUpon, 'defect')
  .step('what was done is recorded', recordActs, 'defect')
  .step('it is looked at again when it should be over', lookAgain, 'defect');
