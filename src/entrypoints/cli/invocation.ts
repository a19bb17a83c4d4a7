import type { ReplayPart, ScenarioName } from '../../model/scenario.ts';
import type { Severity, Stage } from '../../model/verdict.ts';

/** Every output format of the contract; which of them a command writes stands in the table of commands. */
export const OUTPUT_FORMATS = [
  'text',
  'plain',
  'json',
  'sarif',
  'junit',
  'github',
  'gitlab',
  'markdown',
  'html',
  'csv',
  'dot',
  'proof',
] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** One `-o FORMAT[=FILE]`. Without a file it goes to standard output; at most one request does. */
export interface OutputRequest {
  readonly format: OutputFormat;
  /** Absolute. */
  readonly file?: string;
}

/** Options that mean the same for every command. All paths are absolute. */
export interface GlobalOptions {
  /** Never empty: without `-o` it is `text` on standard output. */
  readonly output: readonly OutputRequest[];
  readonly policy?: string;
  readonly roster?: string;
  readonly evidence: readonly string[];
  readonly offline: boolean;
  readonly failOn: Severity;
  readonly baseline?: string;
  readonly newOnly: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Progress may be shown: standard error is a terminal, no CI, and nobody asked for silence. */
  readonly progress: boolean;
}

/** Options of single commands; which command takes which stands in the table of commands. Paths are absolute. */
export interface CommandOptions {
  readonly only?: readonly Stage[];
  readonly all: boolean;
  readonly strict: boolean;
  readonly worktree: boolean;
  /** Ids of facts that are taken away in thought. */
  readonly cut?: readonly string[];
  /** What could be taken away. */
  readonly cuts?: boolean;
  /** RFC 3339 UTC. */
  readonly asOf?: string;
  readonly ref?: string;
  readonly since?: string;
  readonly allowedSigners?: string;
  readonly openpgpKeys?: string;
  readonly x509Roots?: string;
  /** `ISSUER=PATTERN`, as given. */
  readonly sigstoreIdentity: readonly string[];
  readonly namespace?: string;
  readonly manifests?: string;
  readonly cluster?: string;
  readonly defaultRoles?: string;
  readonly subresource?: string;
  readonly groups: readonly string[];
  readonly out?: string;
  readonly seed?: number;
  readonly dialect?: 'github' | 'gitlab' | 'gitea';
  readonly codeowners?: string;
  readonly config?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly database?: string;
  readonly server?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly watch?: boolean;
  /** `STAGE/ENVIRONMENT`, as given. */
  readonly for?: string;
  readonly audience?: string;
  readonly tokenFile?: string;
  /** Absolute. */
  readonly state?: string;
  readonly base?: string;
  readonly head?: string;
  readonly event?: string;
  readonly from?: string;
  readonly to?: string;
  readonly log?: string;
  readonly logKey?: string;
  readonly origin?: string;
  readonly trust?: string;
  readonly repository?: string;
  readonly pull?: number;
  readonly minutes?: number;
  readonly key?: string;
  readonly withdraw?: boolean;
  readonly serve?: boolean;
  readonly scenario?: ScenarioName;
  /** Parts that are left out of a replay. */
  readonly without?: readonly ReplayPart[];
  readonly push?: boolean;
  /** A time or a duration, as given. */
  readonly until?: string;
  readonly reason?: string;
  readonly remote?: string;
  readonly commit?: string;
  readonly mine?: boolean;
  readonly offered?: boolean;
  readonly keep?: boolean;
  readonly revoke?: boolean;
  readonly close?: boolean;
  readonly cancel?: boolean;
  /** Beginnings of items' ids. */
  readonly acknowledge?: readonly string[];
  /** `POWER=CONTEXT`, as given. */
  readonly contexts?: readonly string[];
}

export interface Options extends GlobalOptions, CommandOptions {}

export interface Writer {
  write(text: string): void;
}

/** What is handed in as a stream of bytes. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** What a command gets. It reads nothing of `process` itself. */
export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: Options;
  /** The folder that relative paths count from, `-C` applied. Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Read only by commands that say so. */
  readonly stdin: ByteStream;
  /** The words with which this very program is started. */
  readonly self: readonly string[];
  /** Data. Use `deliver` for reports, it knows about `-o FORMAT=FILE`. */
  readonly stdout: Writer;
  /** Everything that is not data. */
  readonly stderr: Writer;
  /** Resolves when somebody wants the process to end (SIGTERM, SIGINT); until it is called, that ends it at once. */
  untilStopped(): Promise<void>;
  /** Standard output is a terminal. */
  readonly isTTY: boolean;
  /** Columns of that terminal; 80 where there is none. */
  readonly columns: number;
  /** Standard output may carry colour. A file never does. */
  readonly color: boolean;
  readonly version: string;
}

/** What `commands/<verb>.ts` exports. */
export interface CommandModule {
  /** Returns the exit code of the contract; throws `MainwardError` for what cannot be judged at all. */
  run(invocation: Invocation): Promise<number>;
}
