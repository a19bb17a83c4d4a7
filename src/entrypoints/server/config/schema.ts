import * as z from 'zod';
import type { Role } from '../../../model/session.ts';
import { issuerProblem } from '../../../policy/issuer-url.ts';
import { ALGORITHMS, type Algorithm } from '../../../stages/3-pipeline/token/key.ts';
import { isSafeOrigin, isSafeUrl, parseListen } from './address.ts';
import type { ClusterPower } from './config.ts';
import { type GuardFile, guardSchema } from './guards.ts';

/** The configuration as it is written; `read.ts` gives it its meaning. */
export interface ConfigFile {
  readonly schema: 'mainward.dev/config/v1';
  readonly publicUrl?: string | undefined;
  readonly listen?: string | undefined;
  readonly metrics?: { readonly listen: string } | undefined;
  readonly artifacts?: { readonly listen: string; readonly publicUrl: string } | undefined;
  readonly admission?: { readonly listen: string } | undefined;
  readonly signIn?:
    | {
        readonly issuer: string;
        readonly clientId: string;
        readonly clientSecretFile: string;
        readonly scopes: readonly string[];
        readonly groupsClaim: string;
        readonly mfa: { readonly amr: readonly string[]; readonly acr: readonly string[] };
        readonly session: { readonly idleMinutes: number; readonly absoluteMinutes: number };
      }
    | undefined;
  readonly roles: Readonly<Partial<Record<Role, readonly string[] | undefined>>>;
  readonly log: { readonly origin?: string | undefined; readonly open: boolean };
  readonly repositories: readonly {
    readonly name: string;
    readonly path: string;
    readonly ref: string;
    readonly policy: string;
    readonly since?: string | undefined;
    readonly committer?:
      | { readonly robot: string; readonly name: string; readonly email: string; readonly keyFile: string }
      | undefined;
  }[];
  readonly evidence: readonly string[];
  readonly clusters: readonly {
    readonly name: string;
    readonly environment: string;
    readonly kubeconfig?: string | undefined;
    readonly inCluster?: true | undefined;
    readonly contexts: Readonly<Partial<Record<ClusterPower, string | undefined>>>;
  }[];
  readonly issuers: readonly {
    readonly issuer: string;
    readonly audience: string;
    readonly algorithms: readonly Algorithm[];
    readonly loopback: boolean;
    readonly privateNetwork: boolean;
    readonly maxAgeMinutes: number;
  }[];
  readonly broker?: { readonly policy: string } | undefined;
  readonly sources: readonly {
    readonly repository: string;
    readonly cluster: string;
    readonly namespace: string;
    readonly name: string;
  }[];
  readonly guards: readonly GuardFile[];
}

const name = z.string().min(1).max(256);
const names = z.array(name).max(1_000);
const line = name.regex(/^[^<>\p{Cc}]*[^<>\p{Cc}\s][^<>\p{Cc}]*$/u, 'it must be one line without < and >');
const path = z.string().min(1).max(4_096);
const listen = z
  .string()
  .max(300)
  .refine((text) => parseListen(text) !== undefined, 'it must be HOST:PORT, [IPV6]:PORT or :PORT')
  .describe('HOST:PORT, [IPV6]:PORT or :PORT');
const origin = z
  .string()
  .max(2_048)
  .refine(isSafeOrigin, 'it must be https://HOST[:PORT], or http on loopback, with nothing after it')
  .describe('https://HOST[:PORT]; http on loopback only');
const url = z
  .string()
  .max(2_048)
  .refine(isSafeUrl, 'it must be an https URL, or http on loopback')
  .describe('https; http on loopback only');
const minutes = z.int().min(1).max(10_080);

/** Algorithms whose public key cannot be taken for a secret one. */
const algorithm = z.enum(ALGORITHMS);
const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'it must be a full object id');

const signIn = z.strictObject({
  issuer: url,
  clientId: name,
  clientSecretFile: path.describe('relative to this file'),
  scopes: names.default(['openid', 'profile', 'email']),
  groupsClaim: name.default('groups'),
  mfa: z
    .strictObject({ amr: names.default([]), acr: names.default([]) })
    .refine(({ amr, acr }) => amr.length + acr.length > 0, 'it must demand at least one amr or acr')
    .describe('one of these must be in the ID token: nobody is let in with one factor'),
  session: z
    .strictObject({ idleMinutes: minutes.default(30), absoluteMinutes: minutes.default(600) })
    .default({ idleMinutes: 30, absoluteMinutes: 600 }),
});

const committer = z.strictObject({
  robot: name.describe('its id in the roster'),
  name: line,
  email: line,
  keyFile: path.describe('an SSH key without a passphrase, for its owner only; relative to this file'),
});

export const ConfigDocument: z.ZodType<ConfigFile> = z.strictObject({
  schema: z.literal('mainward.dev/config/v1'),
  publicUrl: origin.optional().describe('as people reach it'),
  listen: listen.optional(),
  metrics: z.strictObject({ listen }).optional(),
  artifacts: z.strictObject({ listen, publicUrl: url.describe('as the agent reaches it') }).optional(),
  admission: z.strictObject({ listen }).optional().describe('where API servers ask, by TLS'),
  signIn: signIn.optional(),
  roles: z
    .strictObject({
      developer: names.optional(),
      security: names.optional(),
      manager: names.optional(),
      auditor: names.optional(),
      administrator: names.optional(),
    })
    .default({})
    .describe('groups of the identity provider that have each role'),
  log: z.strictObject({ origin: name.optional(), open: z.boolean().default(false) }).default({ open: false }),
  repositories: z
    .array(
      z.strictObject({
        name,
        path: path.describe('a bare repository, relative to this file'),
        ref: z
          .string()
          .regex(/^refs\/heads\/[^\s~^:?*[\\]+$/, 'it must be the full name of a branch')
          .max(512),
        policy: path.default('.mainward'),
        since: commit.optional(),
        committer: committer.optional().describe('as whom Mainward commits here; absent = it does not'),
      }),
    )
    .max(1_000)
    .default([]),
  evidence: z
    .array(path)
    .max(100)
    .default([])
    .describe('folders of evidence, relative to this file; for the answer to who can change what'),
  clusters: z
    .array(
      z
        .strictObject({
          name,
          environment: name,
          kubeconfig: path.optional(),
          inCluster: z.literal(true).optional(),
          contexts: z
            .strictObject({
              broker: name.optional(),
              publisher: name.optional(),
              observer: name.optional(),
              revoker: name.optional(),
              reconciler: name.optional(),
              registrar: name.optional(),
            })
            .default({})
            .describe(
              'contexts of the kubeconfig, one a power, so that no account can do more than one thing',
            ),
        })
        .refine(
          ({ kubeconfig, inCluster }) => (kubeconfig === undefined) === (inCluster === true),
          'it must have either a kubeconfig or inCluster',
        )
        .refine(
          ({ inCluster, contexts }) => inCluster === undefined || Object.keys(contexts).length === 0,
          'contexts are those of a kubeconfig; inCluster is one account',
        ),
    )
    .max(1_000)
    .default([]),
  issuers: z
    .array(
      z.strictObject({
        issuer: z
          .string()
          .max(2_048)
          .refine(
            (text) => issuerProblem(text) === undefined,
            'it must be an issuer as tokens name it, by https',
          )
          .describe('exactly as tokens say it'),
        audience: name.describe('the only audience its tokens may have'),
        algorithms: z.array(algorithm).min(1),
        loopback: z.boolean().default(false).describe('it is on this machine'),
        privateNetwork: z.boolean().default(false).describe('it may be at an address of a private network'),
        maxAgeMinutes: z
          .int()
          .min(1)
          .max(60)
          .default(10)
          .describe('older tokens are refused, whatever they say'),
      }),
    )
    .max(100)
    .default([]),
  broker: z
    .strictObject({
      policy: name.describe('the repository whose TrustPolicies count; may be left out where there is one'),
    })
    .optional(),
  sources: z
    .array(z.strictObject({ repository: name, cluster: name, namespace: name, name }))
    .max(1_000)
    .default([]),
  guards: z.array(guardSchema).max(1_000).default([]),
});
