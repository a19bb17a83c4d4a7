import type { Route } from './route.ts';
import { CLI_LOGIN } from './routes/cli-login.ts';
import { HEALTH } from './routes/health.ts';
import { HOME } from './routes/home.ts';
import { METRICS } from './routes/metrics.ts';
import { describing } from './routes/openapi.ts';
import { SESSION } from './routes/session.ts';
import { SIGN_IN } from './routes/sign-in.ts';

/** Everything the public listener answers. A noun is a file in `routes/`, and a line here. */
export const ROUTES: readonly Route[] = describing([
  ...HOME,
  ...HEALTH,
  ...SIGN_IN,
  ...CLI_LOGIN,
  ...SESSION,
]);

/** What the listener for the monitoring answers. */
export const METRICS_ROUTES: readonly Route[] = [...METRICS];

/** What the listener for agents answers: archives at addresses that nobody can guess. */
export const ARTIFACT_ROUTES: readonly Route[] = [];
