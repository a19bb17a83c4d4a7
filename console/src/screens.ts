import type { Screen } from './screen.ts';
import { ANSWER } from './screens/answer/screen.ts';
import { CHANGES } from './screens/changes/screen.ts';
import { DRIFT } from './screens/drift/screen.ts';
import { LEDGER } from './screens/ledger/screen.ts';
import { PASSPORT } from './screens/passport/screen.ts';
import { REQUESTS } from './screens/requests/screen.ts';
import { REVIEWS } from './screens/reviews/screen.ts';

/** Every screen, in the order of the navigation. A screen is a folder in `screens/`, and a line here. */
export const SCREENS: readonly [Screen, ...Screen[]] = [
  ANSWER,
  CHANGES,
  DRIFT,
  REVIEWS,
  REQUESTS,
  PASSPORT,
  LEDGER,
];
