import type { Route } from './route.ts';
import { ACCESS } from './routes/access.ts';
import { ANSWER } from './routes/answer.ts';
import { ARTIFACTS } from './routes/artifacts.ts';
import { AUDIT } from './routes/audit.ts';
import { CHANGES } from './routes/changes.ts';
import { CLI_LOGIN } from './routes/cli-login.ts';
import { CONSOLE } from './routes/console.ts';
import { CREDENTIALS } from './routes/credentials.ts';
import { DRIFT } from './routes/drift.ts';
import { DRIFT_PROPOSALS } from './routes/drift-proposal.ts';
import { EVENTS } from './routes/events.ts';
import { GUARD_CLIENT } from './routes/guard-client.ts';
import { HEALTH } from './routes/health.ts';
import { LOG, logTiles } from './routes/log.ts';
import { METRICS } from './routes/metrics.ts';
import { OAUTH } from './routes/oauth.ts';
import { describing } from './routes/openapi.ts';
import { PAGE_STYLES } from './routes/page-style.ts';
import { PASSPORT } from './routes/passport.ts';
import { REVIEW_DECISIONS } from './routes/review-decisions.ts';
import { REVIEW_PACK } from './routes/review-pack.ts';
import { REVIEW_REMEDY } from './routes/review-remedy.ts';
import { REVIEWS } from './routes/reviews.ts';
import { SESSION } from './routes/session.ts';
import { SIGN_IN } from './routes/sign-in.ts';

export interface RouteSettings {
  /** Everybody may read the log's tiles. */
  readonly openLog: boolean;
}

/** Everything the public listener answers. A noun is a file in `routes/`, and a line here. */
export function routesOf({ openLog }: RouteSettings): readonly Route[] {
  return describing([
    ...CONSOLE,
    ...PAGE_STYLES,
    ...HEALTH,
    ...SIGN_IN,
    ...CLI_LOGIN,
    ...SESSION,
    ...ANSWER,
    ...CHANGES,
    ...PASSPORT,
    ...DRIFT,
    ...DRIFT_PROPOSALS,
    ...REVIEWS,
    ...REVIEW_DECISIONS,
    ...REVIEW_PACK,
    ...REVIEW_REMEDY,
    ...ACCESS,
    ...EVENTS,
    ...LOG,
    ...OAUTH,
    ...CREDENTIALS,
    ...GUARD_CLIENT,
    ...AUDIT,
    ...logTiles(openLog),
  ]);
}

/** What the listener for the monitoring answers. */
export const METRICS_ROUTES: readonly Route[] = [...METRICS];

/** What the listener for agents answers: archives at addresses that nobody can guess. */
export const ARTIFACT_ROUTES: readonly Route[] = [...ARTIFACTS];
