import type { ConfigFile } from '../../server/config/schema.ts';

export interface StagePlaces {
  readonly publicUrl: URL;
  readonly artifactsUrl: URL;
  /** Absent where nobody signs in. */
  readonly signIn?: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecretFile: string;
  };
  readonly kubeconfig: string;
  readonly jobIssuer: string;
  readonly repository: string;
  readonly since: string;
  /** Absent where Mainward commits nothing. */
  readonly committer?: ConfigFile['repositories'][number]['committer'];
}

/** For whom jobs' tokens are made. */
export const AUDIENCE = 'https://mainward.acme.example';
/** The name of the server's ledger. */
export const LOG_ORIGIN = 'mainward.acme.example/log';

const SIGN_IN = {
  scopes: ['openid', 'profile', 'email', 'groups'],
  groupsClaim: 'groups',
  mfa: { amr: ['mfa'], acr: [] },
  session: { idleMinutes: 30, absoluteMinutes: 600 },
};

/** The server's configuration, as it would be written to a file. The kubeconfig has one context a power. */
export function stageConfig(places: StagePlaces): ConfigFile {
  return {
    schema: 'mainward.dev/config/v1',
    publicUrl: places.publicUrl.origin,
    listen: places.publicUrl.host,
    artifacts: { listen: places.artifactsUrl.host, publicUrl: places.artifactsUrl.origin },
    ...(places.signIn === undefined ? {} : { signIn: { ...places.signIn, ...SIGN_IN } }),
    evidence: [],
    roles: {
      developer: ['team-payments'],
      security: ['platform-security'],
      manager: ['team-leads'],
      auditor: ['auditors'],
      administrator: ['platform-admins'],
    },
    log: { origin: LOG_ORIGIN, open: false },
    repositories: [
      {
        name: 'infrastructure',
        path: places.repository,
        ref: 'refs/heads/main',
        policy: '.mainward',
        since: places.since,
        ...(places.committer === undefined ? {} : { committer: places.committer }),
      },
    ],
    clusters: [
      {
        name: 'production',
        environment: 'production',
        kubeconfig: places.kubeconfig,
        contexts: { broker: 'broker', publisher: 'publisher', observer: 'observer' },
      },
    ],
    issuers: [
      {
        issuer: places.jobIssuer,
        audience: AUDIENCE,
        algorithms: ['ES256'],
        loopback: true,
        privateNetwork: false,
        maxAgeMinutes: 10,
      },
    ],
    broker: { policy: 'infrastructure' },
    sources: [
      {
        repository: 'infrastructure',
        cluster: 'production',
        namespace: 'flux-system',
        name: 'infrastructure',
      },
    ],
    guards: [],
  };
}
