import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cast } from './cast.ts';
import { TENANT_FILE, TENANT_TEXT } from './tenant.ts';
import { trustPolicies } from './trust.ts';
import { Workplace } from './workplace.ts';

const run = promisify(execFile);

const ROSTER_FILE = '.mainward/roster.yaml';

export interface Handover {
  /** The bare repository that people push to; absolute. */
  readonly repository: string;
  /** The same roster as a file beside it, for the hook; absolute. */
  readonly roster: string;
  /** The accepted commit from which on landings are judged. */
  readonly since: string;
}

/**
 * Puts the demo's `infrastructure` where people push to, with the roster, the trust and the agent's own object that count
 * from then on.
 * `evidence` is the demo's folder of that name; `root` a folder of its own.
 */
export async function handOver(
  { people }: Pick<Cast, 'people'>,
  parts: {
    readonly infrastructure: string;
    readonly evidence: string;
    readonly root: string;
    readonly issuer: string;
    readonly audience: string;
    /** Further entries of the roster's robots, as text. */
    readonly robots?: string;
    /** Makes further changes in the administrator's clone, which are handed over with the rest. */
    readonly also?: (administrator: Workplace) => void;
  },
): Promise<Handover> {
  const administrator = await Workplace.at(
    join(parts.root, 'handover'),
    people.of('platform-admins', 0),
    parts.infrastructure,
  );
  const roster = `${withLogins(readFileSync(join(parts.evidence, 'roster.yaml'), 'utf8'))}${parts.robots ?? ''}`;
  administrator.write(ROSTER_FILE, roster);
  administrator.write('.mainward/trust.yaml', trustPolicies(parts.issuer, parts.audience));
  administrator.write(TENANT_FILE, TENANT_TEXT);
  parts.also?.(administrator);
  await administrator.git(['add', '.']);
  await administrator.git([
    'commit',
    '--quiet',
    '-S',
    '-m',
    'Say who people are, whose jobs are trusted, and what the agent applies',
  ]);
  const repository = join(parts.root, 'git', 'infrastructure.git');
  mkdirSync(join(parts.root, 'git'), { recursive: true });
  await run(
    'git',
    ['clone', '--quiet', '--bare', '--single-branch', '--no-tags', administrator.folder, repository],
    { env: administrator.env },
  );
  const rosterFile = join(parts.root, 'roster.yaml');
  writeFileSync(rosterFile, readFileSync(join(administrator.folder, ROSTER_FILE)));
  return { repository, roster: rosterFile, since: await administrator.git(['rev-parse', 'HEAD']) };
}

/** The roster, in which everybody pushes under the name of their address. */
function withLogins(roster: string): string {
  return roster.replaceAll(
    /^( *- )\{ system: kubernetes, login: (([^@]+)@[^ ]+) \}$/gm,
    '$1{ system: kubernetes, login: $2 }\n$1{ system: git, login: $3 }',
  );
}
