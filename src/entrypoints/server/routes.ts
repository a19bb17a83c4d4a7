import type { Route } from './route.ts';
import { ARTIFACTS } from './routes/artifacts.ts';
import { CHANGES } from './routes/changes.ts';
import { CLI_LOGIN } from './routes/cli-login.ts';
import { CREDENTIALS } from './routes/credentials.ts';
import { EVENTS } from './routes/events.ts';
import { HEALTH } from './routes/health.ts';
import { HOME } from './routes/home.ts';
import { LOG, logTiles } from './routes/log.ts';
import { METRICS } from './routes/metrics.ts';
import { OAUTH } from './routes/oauth.ts';
import { describing } from './routes/openapi.ts';
import { PASSPORT } from './routes/passport.ts';
import { SESSION } from './routes/session.ts';
import { SIGN_IN } from './routes/sign-in.ts';

export interface RouteSettings {
  /** Everybody may read the log's tiles. */
  readonly openLog: boolean;
}

/** Everything the public listener answers. A noun is a file in `routes/`, and a line here. */
export function routesOf({ openLog }: RouteSettings): readonly Route[] {
  return describing([
    ...HOME,
    ...HEALTH,
    ...SIGN_IN,
    ...CLI_LOGIN,
    ...SESSION,
    ...CHANGES,
    ...PASSPORT,
    ...EVENTS,
    ...LOG,
    ...OAUTH,
    ...CREDENTIALS,
    ...logTiles(openLog),
  ]);
}

/** What the listener for the monitoring answers. */
export const METRICS_ROUTES: readonly Route[] = [...METRICS];

/** What the listener for agents answers: archives at addresses that nobody can guess. */
export const ARTIFACT_ROUTES: readonly Route[] = [...ARTIFACTS];
