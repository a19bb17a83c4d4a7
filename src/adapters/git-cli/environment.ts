/**
 * The environment of every git process: nothing of the user's, the system's or the judged repository's
 * configuration, no prompt, no lazy fetch, no replacement objects, no network.
 */
export function gitEnvironment(home: string, alternates: readonly string[]): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_ALLOW_PROTOCOL: '',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    // No object may be made to fill the memory: packed, a gigabyte of zeros is a few kilobytes.
    GIT_ALLOC_LIMIT: '256m',
    GIT_PAGER: 'cat',
    GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.map(quoteAlternate).join(':'),
    GIT_AUTHOR_NAME: 'mainward',
    GIT_AUTHOR_EMAIL: 'mainward@localhost',
    GIT_COMMITTER_NAME: 'mainward',
    GIT_COMMITTER_EMAIL: 'mainward@localhost',
  };
}

/** Git reads a quoted entry C-style, so that a folder may hold a colon (`git(1)`, GIT_ALTERNATE_OBJECT_DIRECTORIES). */
function quoteAlternate(path: string): string {
  if (!/[":\\\n]/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** Options that precede every sub-command. */
export const GIT_OPTIONS: readonly string[] = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'protocol.allow=never',
  '-c',
  'merge.directoryRenames=false',
  '-c',
  'merge.renames=true',
  '-c',
  'gc.auto=0',
  '-c',
  'core.bigFileThreshold=32m',
  '--no-pager',
  '--literal-pathspecs',
];
