import * as z from 'zod';

// The types of this layer are inferred from its schemas: its tsconfig.json turns `isolatedDeclarations` off.

/** API group of the policy kinds. */
export const API_VERSION = 'mainward.dev/v1alpha1';

const time = z.iso.datetime({ offset: true }).describe('RFC 3339, UTC');
export const id = z.string().min(1).max(256);
export const list = z.array(id).max(100_000);
const span = { from: time.optional(), until: time.optional() };

const account = z.strictObject({ system: id, login: id, id: id.optional(), ...span });
const key = z.strictObject({
  type: z.enum(['ssh', 'openpgp', 'x509', 'sigstore']),
  publicKey: z.string().min(1).max(65_536),
  revokedAt: time.optional(),
  reason: z.string().max(1_024).optional(),
  ...span,
});
const identity = {
  id,
  emails: list.default([]),
  accounts: z.array(account).default([]),
  keys: z.array(key).default([]),
  ...span,
};

export function kind<Name extends string, Spec extends z.ZodType>(name: Name, spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal(name),
    metadata: z.strictObject({
      name: id,
      labels: z.record(z.string(), z.string()).optional(),
      annotations: z.record(z.string(), z.string()).optional(),
    }),
    spec,
  });
}

export const RosterDocument = kind(
  'Roster',
  z.strictObject({
    people: z
      .array(z.strictObject({ ...identity, name: z.string().max(256).optional(), groups: list.default([]) }))
      .default([]),
    robots: z.array(z.strictObject({ ...identity, owners: list.default([]) })).default([]),
    groups: z.array(z.strictObject({ name: id, members: list })).default([]),
  }),
);

export const SystemDocument = kind(
  'System',
  z.strictObject({
    repositories: z.array(z.strictObject({ name: id, urls: list.default([]) })).default([]),
    clusters: z
      .array(z.strictObject({ name: id, servers: list.default([]), paths: list.default([]) }))
      .default([]),
    environments: z.array(z.strictObject({ name: id, clusters: list.default([]) })).default([]),
    breakGlass: z.array(z.strictObject({ environment: id, groups: list })).default([]),
  }),
);

export const RequirementDocument = kind(
  'Requirement',
  z.strictObject({
    paths: list.default([]),
    kinds: list.default([]),
    approvals: z.array(z.strictObject({ group: id, count: z.int().min(1).max(100) })).default([]),
    signed: z.boolean().default(false),
  }),
);

export const ExceptionDocument = kind(
  'Exception',
  z.strictObject({
    control: id,
    path: id.optional(),
    reason: z.string().min(1).max(4_096),
    owner: id,
    expires: time,
  }),
);

const claim = z.string().regex(/^[A-Za-z][A-Za-z0-9_.:/-]{0,255}$/, 'a claim’s name');

export const TrustPolicyDocument = kind(
  'TrustPolicy',
  z.strictObject({
    issuer: z.string().min(1).max(2_048).describe('compared character by character'),
    audience: z.string().min(1).max(2_048).describe('the only audience of the token'),
    claims: z
      .record(
        claim,
        z.union([
          z.string().max(4_096),
          z.number(),
          z.boolean(),
          z.strictObject({
            glob: z
              .string()
              .min(1)
              .max(4_096)
              .describe('* is one or more characters, none of them : or /; nothing else is special'),
          }),
        ]),
      )
      .describe('all must match; without a glob type and value must be the same'),
    commit: claim.default('sha').describe('the claim that names the commit'),
    ref: claim.default('ref').describe('the claim that holds the full name of the ref'),
    grants: z
      .array(
        z.strictObject({
          stage: z.enum(['validate', 'deploy']),
          environment: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'letters, digits, `.`, `_`, `-`'),
          repository: id,
          cluster: id,
          serviceAccount: z
            .string()
            .regex(/^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/, 'NAMESPACE/NAME')
            .describe('NAMESPACE/NAME'),
          ttlMinutes: z.int().min(10).max(60).default(10),
        }),
      )
      .min(1)
      .max(1_000),
  }),
);

const actor = z.strictObject({ login: id, kind: z.enum(['human', 'bot', 'app', 'unknown']) });
const oid = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const bypass = z.strictObject({
  kind: z.enum(['user', 'team', 'role', 'app', 'deploy-key', 'organization-owner']),
  name: id,
  mode: z.enum(['always', 'pull-request', 'exempt']),
});
const rule = z.strictObject({
  name: id,
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  include: list,
  exclude: list,
  requirePullRequest: z.boolean(),
  approvals: z.int().min(0).max(100),
  codeOwners: z.boolean(),
  dismissStale: z.boolean(),
  lastPushApproval: z.boolean(),
  requiredTeams: z
    .array(z.strictObject({ team: id, approvals: z.int().min(1).max(100), paths: list }))
    .optional(),
  requiredChecks: z.array(z.strictObject({ name: id, app: id.optional() })).optional(),
  signedCommits: z.boolean(),
  blockForcePush: z.boolean(),
  blockDeletion: z.boolean(),
  pushAllowed: list.optional(),
  bypass: z.array(bypass).optional(),
  source: z.string().max(2_048).optional(),
});
const permission = z.enum(['read', 'triage', 'write', 'maintain', 'admin']);
const pullRequest = z.strictObject({
  number: z.int().min(0),
  state: z.enum(['open', 'closed', 'merged']),
  author: actor,
  title: z.string().max(1_024).optional(),
  base: id,
  head: z.strictObject({ sha: oid, ref: id, fork: z.boolean(), maintainersMayPush: z.boolean().optional() }),
  createdAt: time,
  mergedAt: time.optional(),
  mergedBy: actor.optional(),
  mergeCommit: oid.optional(),
  mergeMethod: z.enum(['merge', 'squash', 'rebase', 'queue']).optional(),
  reviews: z.array(
    z.strictObject({
      author: actor,
      state: z.enum(['approved', 'changes-requested', 'commented', 'dismissed']),
      commit: oid,
      at: time,
    }),
  ),
  pushes: z.array(z.strictObject({ actor, after: oid, at: time })).optional(),
});

export const ForgeEvidenceDocument = z.strictObject({
  schema: z.literal('mainward.dev/forge-evidence/v1'),
  forge: id,
  repository: id,
  fullName: id.optional(),
  urls: list.optional(),
  source: z.string().max(2_048),
  observedAt: time,
  settings: z
    .strictObject({
      defaultBranch: id.optional(),
      visibility: z.enum(['public', 'private', 'internal']).optional(),
      forks: z.boolean().optional(),
      defaultWorkflowPermissions: z.enum(['read', 'write']).optional(),
      workflowsMayApprove: z.boolean().optional(),
      forkPullRequestsGetSecrets: z.boolean().optional(),
      immutableSubject: z.boolean().optional(),
    })
    .optional(),
  rules: z.array(rule).optional(),
  members: z
    .array(z.strictObject({ login: id, kind: z.enum(['human', 'bot', 'app', 'unknown']), permission }))
    .optional(),
  teams: z.array(z.strictObject({ name: id, members: list, permission: permission.optional() })).optional(),
  owners: list.optional(),
  deployKeys: z.array(z.strictObject({ title: id, readOnly: z.boolean(), usedBy: id.optional() })).optional(),
  apps: z
    .array(
      z.strictObject({ name: id, permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])) }),
    )
    .optional(),
  secrets: z
    .array(
      z.strictObject({
        name: id,
        scope: z.enum(['repository', 'organization', 'environment']),
        environment: id.optional(),
      }),
    )
    .optional(),
  environments: z
    .array(
      z.strictObject({
        name: id,
        reviewers: list,
        preventSelfReview: z.boolean(),
        branches: z.union([z.enum(['all', 'protected']), list]),
        adminsMayBypass: z.boolean(),
      }),
    )
    .optional(),
  pullRequests: z
    .strictObject({ openComplete: z.boolean(), landedSince: time.optional(), items: z.array(pullRequest) })
    .optional(),
  pushes: z
    .array(
      z.strictObject({
        ref: id,
        before: oid,
        after: oid,
        actor,
        at: time,
        kind: z.enum(['push', 'force-push', 'merge', 'create', 'delete']),
        bypassed: z.boolean().optional(),
      }),
    )
    .optional(),
});

const namedPeople = z.strictObject({ groups: list.default([]), people: list.default([]) });

export const MainwardEvidenceDocument = z.strictObject({
  schema: z.literal('mainward.dev/mainward-evidence/v1'),
  source: z.string().max(2_048),
  observedAt: time,
  administrators: namedPeople.optional().describe('who may change what Mainward is told; absent = not told'),
  operators: namedPeople.optional().describe('who has its host, its data and its keys; absent = not told'),
  sources: z
    .array(
      z.strictObject({
        repository: id,
        ref: z.string().regex(/^refs\/\S{1,250}$/, 'it must be the full name of a ref'),
        cluster: id,
        namespace: id,
        name: id,
      }),
    )
    .describe('ExternalArtifacts through which agents get what `verify` passed'),
  accounts: z
    .array(
      z.strictObject({
        cluster: id,
        namespace: id,
        name: id,
        power: z.enum(['broker', 'publisher', 'observer']),
      }),
    )
    .describe('service accounts that Mainward acts as'),
});
