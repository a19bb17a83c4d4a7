import { type ListenAddress, NO_CONFIG, type ServerConfig } from '../../server/config/config.ts';

export interface StagePlaces {
  readonly publicUrl: URL;
  readonly artifactsUrl: URL;
  readonly identityProvider: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  readonly jobIssuer: string;
  readonly repository: string;
  readonly since: string;
}

/** For whom jobs' tokens are made. */
export const AUDIENCE = 'https://mainward.acme.example';

/** The server's configuration in the demo. */
export function stageConfig(places: StagePlaces): ServerConfig {
  return {
    ...NO_CONFIG,
    publicUrl: places.publicUrl,
    listen: loopback(places.publicUrl),
    artifacts: { listen: loopback(places.artifactsUrl), publicUrl: places.artifactsUrl },
    signIn: {
      issuer: places.identityProvider,
      clientId: places.clientId,
      clientSecretFile: places.clientSecretFile,
      scopes: ['openid', 'profile', 'email', 'groups'],
      groupsClaim: 'groups',
      mfa: { amr: ['mfa'], acr: [] },
      session: { idle: 30, absolute: 600 },
    },
    roles: {
      developer: ['team-payments'],
      security: ['platform-security'],
      manager: ['team-leads'],
      auditor: ['auditors'],
      administrator: ['platform-admins'],
    },
    log: { origin: 'mainward.acme.example/log', open: false },
    repositories: [
      {
        name: 'infrastructure',
        path: places.repository,
        ref: 'refs/heads/main',
        policy: '.mainward',
        since: places.since,
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

function loopback({ port }: URL): ListenAddress {
  return { host: '127.0.0.1', port: Number(port) };
}
