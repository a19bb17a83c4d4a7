import * as z from 'zod';
import type { WebhookAddress } from '../../../flows/admit/webhook/configuration.ts';
import type { GuardRoot } from '../../../flows/guard/desired/root.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { GUARD_TIERS, type GuardTier } from '../../../model/drift.ts';
import type { Location } from '../../../model/location.ts';
import { issuerProblem } from '../../../policy/issuer-url.ts';
import { placeOf } from '../../../policy/plain.ts';
import { ALGORITHMS, type Algorithm } from '../../../stages/3-pipeline/token/key.ts';
import type { ClusterPower, GuardConfig, GuardPower } from './config.ts';

/** A guard as it is written. */
export interface GuardFile {
  readonly cluster: string;
  readonly repository: string;
  readonly roots: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly repository?: string | undefined;
    readonly file?: string | undefined;
    readonly path?: string | undefined;
  }[];
  readonly follows: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly repository?: string | undefined;
  }[];
  readonly atMost: GuardTier;
  readonly admission?:
    | {
        readonly url?: string | undefined;
        readonly service?:
          | { readonly namespace: string; readonly name: string; readonly port: number }
          | undefined;
      }
    | undefined;
  readonly client?:
    | {
        readonly issuer: string;
        readonly audience: string;
        readonly subject: string;
        readonly algorithms: readonly Algorithm[];
        readonly loopback: boolean;
        readonly privateNetwork: boolean;
        readonly maxAgeMinutes: number;
      }
    | undefined;
  readonly audit?: { readonly tokenSha256: string } | undefined;
}

const name = z.string().min(1).max(256);

const client = z
  .strictObject({
    issuer: z
      .string()
      .max(2_048)
      .refine((text) => issuerProblem(text) === undefined, 'it must be an issuer as tokens name it, by https')
      .describe('exactly as tokens say it'),
    audience: name.describe('the only audience its tokens may have; no job’s token has it'),
    subject: z.string().min(1).max(1_024).describe('the only subject its tokens may have'),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1),
    loopback: z.boolean().default(false).describe('the issuer is on this machine'),
    privateNetwork: z.boolean().default(false).describe('it may be at an address of a private network'),
    maxAgeMinutes: z.int().min(1).max(60).default(60).describe('older tokens are refused, whatever they say'),
  })
  .describe('`mainward guard --server`, which runs beside the cluster, instead of this server');

const path = z
  .string()
  .max(4_096)
  .regex(/^[^/].*$|^$/u, 'it must count from the root of the repository')
  .refine((text) => !text.split('/').includes('..'), 'it must stay in the repository');

const root = z
  .strictObject({
    namespace: name,
    name,
    repository: name.optional().describe('that it follows; the guard’s own where it is left out'),
    file: path.optional().describe('in which the Kustomization is written'),
    path: path.optional().describe('the folder that it applies, where no file has the Kustomization'),
  })
  .refine(
    ({ file, path: folder }) => (file === undefined) !== (folder === undefined),
    'it must have either a file or a path',
  )
  .describe('a Flux Kustomization with which the agents of the cluster begin');

const admission = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .refine(isWebhookUrl, 'it must be https://HOST[:PORT], with nothing after it')
      .optional()
      .describe('where the API server reaches the listener of `admission`'),
    service: z
      .strictObject({ namespace: name, name, port: z.int().min(1).max(65_535).default(443) })
      .optional()
      .describe('the Service of the cluster that leads there'),
  })
  .refine(
    ({ url, service }) => (url === undefined) !== (service === undefined),
    'it must have either a url or a service',
  )
  .describe('the API server of the cluster asks this server before it lets anything be written');

function isWebhookUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && `${url.origin}/` === url.href;
}

export const guardSchema: z.ZodType<GuardFile> = z.strictObject({
  cluster: name.describe('the cluster that is guarded'),
  repository: name.describe('whose verified commit says what the cluster should be'),
  roots: z.array(root).min(1).max(100),
  follows: z
    .array(z.strictObject({ namespace: name, name, repository: name.optional() }))
    .max(100)
    .default([])
    .describe(
      'GitRepositories by which agents fetch a repository by themselves, whether it is verified or not; then nothing is taken back',
    ),
  admission: admission.optional(),
  atMost: z
    .enum(GUARD_TIERS)
    .default('revoke')
    .describe('the tier comes from the Guard policy of the repository; here it can only be lowered'),
  client: client.optional(),
  audit: z
    .strictObject({
      tokenSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'it must be a SHA-256, 64 lower-case hex digits')
        .describe('of the token that the API server shows when it sends its audit log'),
    })
    .optional(),
});

export const GUARD_POWERS: readonly GuardPower[] = ['revoker', 'reconciler', 'registrar'];
/** Without these nothing can be taken back. */
const NEEDED: readonly GuardPower[] = ['revoker', 'reconciler'];

interface GuardedFile {
  readonly guards: readonly GuardFile[];
  readonly repositories: readonly { readonly name: string }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly contexts: Readonly<Partial<Record<ClusterPower, string | undefined>>>;
  }[];
  readonly issuers: readonly { readonly issuer: string; readonly audience: string }[];
  readonly sources: readonly { readonly repository: string; readonly cluster: string }[];
  readonly admission?: unknown;
}

/** Why guards, or the accounts that they act as, cannot be used; the first of the file. */
export function guardProblem(root: YamlNode, file: GuardedFile): readonly [Location, string] | undefined {
  for (const [index, { contexts }] of file.clusters.entries()) {
    const shared = sharedContext(contexts);
    if (shared !== undefined) return [placeOf(root, ['clusters', index, 'contexts', shared[0]]), shared[1]];
  }
  const seen = new Set<string>();
  for (const [index, guard] of file.guards.entries()) {
    const at = (field: string): Location => placeOf(root, ['guards', index, field]);
    if (!file.repositories.some((one) => one.name === guard.repository))
      return [at('repository'), `no repository is called ${JSON.stringify(guard.repository)}`];
    const cluster = file.clusters.find((one) => one.name === guard.cluster);
    // What a client guards, this server may not even reach.
    if (cluster === undefined && guard.client === undefined)
      return [at('cluster'), `no cluster is called ${JSON.stringify(guard.cluster)}`];
    if (seen.has(guard.cluster)) return [at('cluster'), 'a cluster has one guard, and this one has two'];
    seen.add(guard.cluster);
    const unfed = guard.roots.findIndex(
      ({ repository = guard.repository }) =>
        !guard.follows.some((one) => (one.repository ?? guard.repository) === repository) &&
        !file.sources.some((one) => one.repository === repository && one.cluster === guard.cluster),
    );
    if (unfed !== -1)
      return [
        placeOf(root, ['guards', index, 'roots', unfed]),
        'no source brings its repository to this cluster, so nobody says which commit of it is verified',
      ];
    const strange = guard.follows.findIndex(
      ({ repository = guard.repository }) => !file.repositories.some((one) => one.name === repository),
    );
    if (strange !== -1)
      return [
        placeOf(root, ['guards', index, 'follows', strange]),
        'its repository is not among `repositories`',
      ];
    if (guard.follows.length > 0 && guard.atMost === 'revoke')
      return [
        at('follows'),
        'what agents fetch by themselves is not what was verified, so taking back would fight them: set atMost to alert or observe',
      ];
    if (guard.admission !== undefined) {
      const why = admissionProblem(guard, cluster?.contexts, file);
      if (why !== undefined) return [at('admission'), why];
    }
    const missing = NEEDED.filter((power) => cluster?.contexts[power] === undefined);
    if (guard.client === undefined && guard.atMost === 'revoke' && missing.length > 0)
      return [
        at('cluster'),
        `the cluster names no context for ${missing.join(' and ')}, so nothing could be taken back; with atMost: alert or observe none is needed`,
      ];
    const job = file.issuers.find(
      (one) => one.issuer === guard.client?.issuer && one.audience === guard.client.audience,
    );
    if (job !== undefined)
      return [at('client'), 'tokens of this issuer with this audience are those of jobs; it wants its own'];
  }
  return undefined;
}

function admissionProblem(
  { client: by }: GuardFile,
  contexts: GuardedFile['clusters'][number]['contexts'] | undefined,
  file: GuardedFile,
): string | undefined {
  if (by !== undefined) return 'its API server would ask this server, and a client guards the cluster';
  if (file.admission === undefined) return 'no `admission` says where this server listens for API servers';
  return contexts?.registrar === undefined
    ? 'the cluster names no context for registrar, so nobody could keep the webhook registered'
    : undefined;
}

/** One account a power: whoever deletes must not be able to do anything else. */
function sharedContext(
  contexts: GuardedFile['clusters'][number]['contexts'],
): readonly [GuardPower, string] | undefined {
  for (const power of GUARD_POWERS) {
    const other = Object.entries(contexts).find(
      ([name, context]) => name !== power && context !== undefined && context === contexts[power],
    );
    if (other !== undefined)
      return [
        power,
        `the ${power} is the same context as the ${other[0]}; what it may do must be all it may do`,
      ];
  }
  return undefined;
}

export function guardMeaning({
  client: by,
  audit,
  admission: asks,
  roots,
  follows,
  ...guard
}: GuardFile): GuardConfig {
  return {
    ...guard,
    follows: follows.map(({ repository = guard.repository, ...one }) => ({ ...one, repository })),
    roots: roots.map((one) => rootMeaning(one, guard.repository)),
    ...(asks === undefined ? {} : { admission: addressOf(asks) }),
    ...(by === undefined ? {} : { client: by }),
    ...(audit === undefined ? {} : { audit }),
  };
}

/** The schema has it that exactly one of them is there. */
function rootMeaning(
  { file, path: folder = '', ...one }: GuardFile['roots'][number],
  repository: string,
): GuardRoot {
  const named = { namespace: one.namespace, name: one.name, repository: one.repository ?? repository };
  return file === undefined ? { ...named, path: folder } : { ...named, file };
}

function addressOf({ url, service }: NonNullable<GuardFile['admission']>): WebhookAddress {
  return service === undefined ? { url: new URL(url ?? '') } : { service };
}
