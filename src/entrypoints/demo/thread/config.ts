import type { ConfigFile } from '../../server/config/schema.ts';

export interface StagePlaces {
  readonly publicUrl: URL;
  readonly artifactsUrl: URL;
  readonly identityProvider: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  readonly kubeconfig: string;
  readonly jobIssuer: string;
  readonly repository: string;
  readonly since: string;
}

/** For whom jobs' tokens are made. */
export const AUDIENCE = 'https://mainward.acme.example';
/** The name of the server's ledger. */
export const LOG_ORIGIN = 'mainward.acme.example/log';

/** The server's configuration, as it would be written to a file. The kubeconfig has one context a power. */
export function stageConfig(places: StagePlaces): ConfigFile {
  return {
    schema: 'mainward.dev/config/v1',
    publicUrl: places.publicUrl.origin,
    listen: places.publicUrl.host,
    artifacts: { listen: places.artifactsUrl.host, publicUrl: places.artifactsUrl.origin },
    signIn: {
      issuer: places.identityProvider,
      clientId: places.clientId,
      clientSecretFile: places.clientSecretFile,
      scopes: ['openid', 'profile', 'email', 'groups'],
      groupsClaim: 'groups',
      mfa: { amr: ['mfa'], acr: [] },
      session: { idleMinutes: 30, absoluteMinutes: 600 },
    },
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
  };
}
