import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { AnswerGround } from '../server/answering/talk.ts';
import { applicationChanges } from './applications/changes.ts';
import { applicationFiles } from './applications/tree.ts';
import { Calendar, REFERENCE_TIME } from './calendar.ts';
import { Dice } from './dice.ts';
import { forgeEvidence } from './evidence/forge.ts';
import { allowedSigners, roster } from './evidence/roster.ts';
import { trusts } from './evidence/trusts.ts';
import { writeExpected } from './expected.ts';
import { storeRepository } from './git/store.ts';
import { all, type Change, type Files } from './history/change.ts';
import { type History, replay } from './history/replay.ts';
import { infrastructureChanges } from './infrastructure/changes.ts';
import { infrastructureFiles } from './infrastructure/tree.ts';
import { People } from './organisation/people.ts';
import { repositoryOf, TEAMS } from './organisation/teams.ts';
import { expectedOf } from './place.ts';
import type { Plant } from './plants/plant.ts';
import { plantsOf } from './plants.ts';

export interface DemoOptions {
  /** Absolute; made if missing, must be empty otherwise. */
  readonly out: string;
  /** The same number makes the same bytes. */
  readonly seed: number;
  /** RFC 3339; all dates count back from it. Default: {@link REFERENCE_TIME}. */
  readonly now?: string;
}

export interface Demo {
  /** Absolute paths, `infrastructure` first. */
  readonly repositories: readonly string[];
  readonly evidence: string;
  readonly expected: string;
  /** The moment for which the demo is made; judge it as of then. */
  readonly now: string;
}

/** What the answer about the demo is made of. */
export function groundOf({ repositories, evidence, now }: Demo): AnswerGround {
  return { places: repositories.map((path) => ({ path })), evidence: [evidence], now };
}

/** Makes the organisation acme. Throws `OUTPUT_FAILED` where the folder is not empty, `GIT_FAILED` where git fails. */
export function makeDemo({ out, seed, now = REFERENCE_TIME }: DemoOptions): Demo {
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new MainwardError('OUTPUT_FAILED', `The demo needs a folder of its own, and ${out} is not empty.`, {
      remedy: 'Name a folder that does not exist yet.',
    });
  }
  const calendar = new Calendar(now);
  const acme = invent(new Dice(seed), calendar);
  for (const [name, history] of acme.histories) storeRepository(join(out, name), history.store, history.refs);
  for (const [path, text] of acme.evidence) put(join(out, 'evidence', path), text);
  const expected = join(out, 'expected.yaml');
  const findings = acme.plants.map((plant) =>
    expectedOf(plant, historyOf(acme.histories, plant.repository), acme.evidence),
  );
  put(expected, writeExpected(seed, calendar.now, findings));
  const repositories = [...acme.histories.keys()].map((name) => join(out, name));
  return { repositories, evidence: join(out, 'evidence'), expected, now: calendar.now };
}

interface Acme {
  readonly plants: readonly Plant[];
  readonly histories: ReadonlyMap<string, History>;
  /** Path under `evidence/` -> text. */
  readonly evidence: ReadonlyMap<string, string>;
}

function invent(dice: Dice, calendar: Calendar): Acme {
  const people = new People(dice, calendar);
  const plants = plantsOf({ people, calendar });
  const histories = new Map<string, History>();
  const evidence = new Map<string, string>();
  const add = (name: string, team: string | undefined, files: Files, changes: readonly Change[]): void => {
    const planted = plants.filter((plant) => plant.repository === name);
    const beginning = plants.flatMap((plant) => plant.beginning?.[name] ?? []);
    const history = replay(
      { files: all(...beginning)(files), by: people.of('platform-admins', 0), at: calendar.before(88) },
      [...changes, ...planted.flatMap((plant) => plant.change ?? [])],
      people.forgeKey,
    );
    histories.set(name, history);
    const observed = planted.reduce(
      (now, plant) => plant.evidence?.(now) ?? now,
      forgeEvidence(name, team, history, people, calendar),
    );
    evidence.set(`forge/${name}.json`, json(observed));
  };
  add('infrastructure', undefined, infrastructureFiles(dice), infrastructureChanges(people, calendar, dice));
  for (const team of TEAMS) {
    const changes = applicationChanges(team, people, calendar, dice);
    add(repositoryOf(team.name), team.name, applicationFiles(team, dice), changes);
  }
  for (const [file, trust] of trusts(calendar)) {
    const change = plants.find((plant) => plant.trust?.file === file)?.trust?.change;
    evidence.set(`trusts/${file}.json`, json(change?.(trust) ?? trust));
  }
  evidence.set('roster.yaml', roster(people)).set('allowed_signers', allowedSigners(people));
  return { plants, histories, evidence };
}

function historyOf(histories: ReadonlyMap<string, History>, name: string): History {
  const found = histories.get(name);
  if (found === undefined) throw new RangeError(`acme has no repository ${name}.`);
  return found;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
