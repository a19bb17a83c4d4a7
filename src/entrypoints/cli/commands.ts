import type { CommandModule, CommandOptions, GlobalOptions, OutputFormat } from './invocation.ts';

/** How a value is read: from the command line, or from its `MAINWARD_*` mirror. */
export type OptionKind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly placeholder: string }
  /** A file or folder that must be there. */
  | { readonly kind: 'path'; readonly placeholder: string }
  /** A file or folder that is going to be written. */
  | { readonly kind: 'destination'; readonly placeholder: string }
  | { readonly kind: 'number'; readonly placeholder: string }
  /** RFC 3339, with a zone. */
  | { readonly kind: 'time'; readonly placeholder: string }
  | { readonly kind: 'choice'; readonly placeholder: string; readonly of: readonly string[] }
  /** Repeatable, and each value may be a list with commas. */
  | { readonly kind: 'list'; readonly placeholder: string; readonly of?: readonly string[] }
  /** Repeatable; only the mirror is a list with commas. */
  | { readonly kind: 'repeated'; readonly placeholder: string }
  /** Repeatable files or folders that must be there. */
  | { readonly kind: 'paths'; readonly placeholder: string };

export type OptionSpec<Key extends string = string> = OptionKind & {
  readonly key: Key;
  readonly long: string;
  readonly short?: string;
  readonly summary: string;
};

/** Global options that mean something to some commands only; all others mean something to each. */
export type ConcerningOption = keyof Pick<
  GlobalOptions,
  'policy' | 'roster' | 'evidence' | 'offline' | 'failOn' | 'baseline' | 'newOnly'
>;

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** As commander writes them: `<needed>`, `[optional]`, `[many...]`. */
  readonly arguments: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly OptionSpec<keyof CommandOptions>[];
  /** What `-o` may name here. */
  readonly formats: readonly OutputFormat[];
  /** Global options this command obeys. */
  readonly obeys: readonly ConcerningOption[];
  /** Options of the contract that this command does not obey yet: refused, wherever they come from. */
  readonly pending: readonly (ConcerningOption | keyof CommandOptions)[];
  /** Absent until it is built; then the command is refused. */
  readonly load?: () => Promise<CommandModule>;
}

const asOf = {
  key: 'asOf',
  long: 'as-of',
  kind: 'time',
  placeholder: 'TIME',
  summary: 'judge as of this time, such as 2026-11-20T09:00:00Z (default: now)',
} as const;
const namespace = {
  key: 'namespace',
  long: 'namespace',
  short: 'n',
  kind: 'text',
  placeholder: 'NAMESPACE',
  summary: 'ask in this namespace; without it, in all of them (cluster scope)',
} as const;
const manifests = {
  key: 'manifests',
  long: 'manifests',
  kind: 'path',
  placeholder: 'PATH',
  summary: 'a folder of manifests (or one file) that is one cluster',
} as const;
const cluster = {
  key: 'cluster',
  long: 'cluster',
  kind: 'text',
  placeholder: 'NAME',
  summary: 'which cluster is asked; may be left out where there is one',
} as const;
const defaultRoles = {
  key: 'defaultRoles',
  long: 'default-roles',
  kind: 'text',
  placeholder: 'VERSION|none',
  summary: "which version's default roles the cluster has (1.35 unless told otherwise)",
} as const;
const subresource = {
  key: 'subresource',
  long: 'subresource',
  kind: 'text',
  placeholder: 'SUB',
  summary: 'ask for a subresource, such as `log` of `pods`',
} as const;
const groups = {
  key: 'groups',
  long: 'groups',
  kind: 'list',
  placeholder: 'A,B',
  summary: 'groups the request carries besides the implied ones',
} as const;
const clusterQuestion = [namespace, manifests, cluster, defaultRoles, asOf] as const;

/** Every command of the contract that can be asked for, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'scan',
    summary: 'say who, acting alone, can change production, and which controls do not hold',
    arguments: [{ name: '[paths...]', summary: 'repositories or plain folders (default: `.`)' }],
    options: [
      {
        key: 'only',
        long: 'only',
        kind: 'list',
        placeholder: 'STAGE,..',
        of: ['commit', 'review', 'pipeline', 'agent', 'cluster', 'chain'],
        summary: 'judge the controls of these stages only',
      },
      { key: 'all', long: 'all', kind: 'flag', summary: 'show controls that hold, too' },
      { key: 'strict', long: 'strict', kind: 'flag', summary: 'exit with 5 where evidence is missing' },
      { key: 'worktree', long: 'worktree', kind: 'flag', summary: 'judge the files as they lie, not HEAD' },
      asOf,
    ],
    formats: ['text', 'plain', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'html'],
    load: () => import('./commands/scan.ts'),
    obeys: ['policy', 'roster', 'evidence', 'offline', 'failOn'],
    pending: ['baseline', 'newOnly'],
  },
  {
    name: 'verify',
    summary: 'say for each landed change which people made it and who agreed to it',
    arguments: [{ name: '[revision]', summary: 'a revision or a range A..B (default: HEAD)' }],
    options: [
      {
        key: 'ref',
        long: 'ref',
        kind: 'text',
        placeholder: 'REF',
        summary: 'the protected ref (default: the current branch)',
      },
      {
        key: 'since',
        long: 'since',
        kind: 'text',
        placeholder: 'REV',
        summary: 'only what landed after this revision',
      },
      {
        key: 'allowedSigners',
        long: 'allowed-signers',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted SSH keys, as `ssh-keygen` reads them',
      },
      {
        key: 'openpgpKeys',
        long: 'openpgp-keys',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted OpenPGP keys',
      },
      {
        key: 'x509Roots',
        long: 'x509-roots',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'trusted X.509 roots',
      },
      {
        key: 'sigstoreIdentity',
        long: 'sigstore-identity',
        kind: 'repeated',
        placeholder: 'ISSUER=PATTERN',
        summary: 'trusted Sigstore identities',
      },
      asOf,
    ],
    formats: ['text', 'json', 'markdown'],
    load: () => import('./commands/verify.ts'),
    obeys: ['policy', 'roster', 'evidence', 'offline'],
    pending: ['openpgpKeys', 'x509Roots', 'sigstoreIdentity'],
  },
  {
    name: 'who-can',
    summary: 'list who can do something in a cluster',
    arguments: [
      {
        name: '<what...>',
        summary: 'VERB RESOURCE[.GROUP][/NAME], VERB /non/resource/path, or `change` ENVIRONMENT',
      },
    ],
    options: [...clusterQuestion, subresource],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('./commands/who-can.ts'),
  },
  {
    name: 'what-can',
    summary: 'list what a subject can do in a cluster, and what it can become',
    arguments: [{ name: '<subject>', summary: 'user:NAME, group:NAME, sa:NAMESPACE/NAME or person:ID' }],
    options: [...clusterQuestion, groups],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('./commands/what-can.ts'),
  },
  {
    name: 'can',
    summary: 'say whether a subject may do something: exit 0, 1, or 5 where it cannot be decided',
    arguments: [
      { name: '<subject>', summary: 'user:NAME, group:NAME, sa:NAMESPACE/NAME or person:ID' },
      { name: '<what...>', summary: 'VERB RESOURCE[.GROUP][/NAME], or VERB /non/resource/path' },
    ],
    options: [...clusterQuestion, subresource, groups],
    formats: ['text', 'json'],
    obeys: ['roster', 'evidence', 'offline'],
    pending: [],
    load: () => import('./commands/can.ts'),
  },
  {
    name: 'owners',
    summary: 'say who owns paths, as the forge would read its CODEOWNERS',
    arguments: [{ name: '<paths...>', summary: 'repository-relative paths' }],
    options: [
      {
        key: 'dialect',
        long: 'dialect',
        kind: 'choice',
        placeholder: 'FORGE',
        of: ['github', 'gitlab', 'gitea'],
        summary: 'whose rules apply: github, gitlab or gitea',
      },
      {
        key: 'codeowners',
        long: 'codeowners',
        kind: 'path',
        placeholder: 'FILE',
        summary: 'the file to read instead of the repository’s',
      },
    ],
    formats: ['text', 'json'],
    obeys: ['offline'],
    pending: [],
    load: () => import('./commands/owners.ts'),
  },
  {
    name: 'explain',
    summary: 'print what a control checks, the attack it stops, and how to fix it',
    arguments: [
      {
        name: '[control]',
        summary: 'a control such as `review/author-is-not-approver`; without it, all are listed',
      },
    ],
    options: [],
    formats: ['text', 'json'],
    obeys: ['offline'],
    pending: [],
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'demo',
    summary: 'make an example organisation, scan it and print the answer',
    arguments: [],
    options: [
      {
        key: 'out',
        long: 'out',
        kind: 'destination',
        placeholder: 'DIR',
        summary: 'make the organisation there and end',
      },
      {
        key: 'seed',
        long: 'seed',
        kind: 'number',
        placeholder: 'N',
        summary: 'the same number makes the same bytes',
      },
    ],
    formats: ['text', 'json', 'html', 'markdown'],
    obeys: ['offline'],
    pending: [],
    load: () => import('./commands/demo.ts'),
  },
];

/** Commands of the contract that do not exist yet. They are refused by name, so that no script mistakes them for typos. */
export const NOT_BUILT: readonly string[] = [
  'diff',
  'blast',
  'trusts',
  'trace',
  'evidence',
  'check',
  'replay',
  'fix',
  'init',
  'import',
  'doctor',
  'report',
  'export',
  'approve',
  'hook',
  'drift',
  'log',
  'serve',
  'guard',
  'login',
  'token',
  'access',
  'break-glass',
  'review',
];

/** Global options; `-C`, `-o` and those that only shape the output concern every command. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    key: 'directory',
    long: 'directory',
    short: 'C',
    kind: 'text',
    placeholder: 'DIR',
    summary: 'run as if started there',
  },
  {
    key: 'output',
    long: 'output',
    short: 'o',
    kind: 'repeated',
    placeholder: 'FORMAT[=FILE]',
    summary: 'what to write, and where; repeatable',
  },
  {
    key: 'policy',
    long: 'policy',
    kind: 'path',
    placeholder: 'DIR',
    summary: 'accepted policy, from outside the judged repository',
  },
  { key: 'roster', long: 'roster', kind: 'path', placeholder: 'FILE', summary: 'who the people are' },
  {
    key: 'evidence',
    long: 'evidence',
    kind: 'paths',
    placeholder: 'DIR',
    summary: 'what was observed elsewhere; repeatable',
  },
  { key: 'offline', long: 'offline', kind: 'flag', summary: 'never use the network' },
  {
    key: 'failOn',
    long: 'fail-on',
    kind: 'choice',
    placeholder: 'LEVEL',
    of: ['critical', 'high', 'medium', 'low', 'info'],
    summary: 'exit with 1 from this severity on (default: high)',
  },
  { key: 'baseline', long: 'baseline', kind: 'path', placeholder: 'FILE', summary: 'an earlier JSON report' },
  { key: 'newOnly', long: 'new-only', kind: 'flag', summary: 'only what the baseline does not have' },
  {
    key: 'color',
    long: 'color',
    kind: 'choice',
    placeholder: 'WHEN',
    of: ['auto', 'always', 'never'],
    summary: 'auto, always or never',
  },
  { key: 'noProgress', long: 'no-progress', kind: 'flag', summary: 'no progress, even on a terminal' },
  { key: 'quiet', long: 'quiet', short: 'q', kind: 'flag', summary: 'only the data' },
  { key: 'verbose', long: 'verbose', short: 'v', kind: 'flag', summary: 'say more on standard error' },
];
