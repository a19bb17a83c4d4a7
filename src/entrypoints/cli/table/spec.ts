import type { CommandModule, CommandOptions, GlobalOptions, OutputFormat } from '../invocation.ts';

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
