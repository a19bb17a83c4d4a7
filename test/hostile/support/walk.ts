import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allowedSeconds } from './budget.ts';
import type { HostileCase, Subject } from './case.ts';
import { type Outcome, Stage } from './judge.ts';
import { listing } from './listing.ts';

const CPU_SECONDS = 2;
const MEGABYTES = 512;

/** `mainward scan`: every case is held to what is true of all of them, and to what it says of itself. */
export function holdScan(cases: readonly HostileCase[]): void {
  holdAll(
    cases,
    (subject) => ['scan', subject.path, ...(subject.args ?? [])],
    (one, outcome) => {
      const said = everything(outcome);
      expect([one.exit].flat(), said.slice(0, 4_000)).toContain(outcome.exit);
      const unsaid = one.says.filter((text) =>
        typeof text === 'string' ? !said.includes(text) : !text.test(said),
      );
      expect(unsaid, unsaid.length === 0 ? '' : gist(outcome)).toEqual([]);
    },
  );
}

/** `mainward verify` of the same repositories: whatever it says, it says it within bounds and does nothing else. */
export function holdVerify(cases: readonly HostileCase[]): void {
  holdAll(
    cases,
    (subject) => ['verify', '-C', subject.path],
    (_one, outcome) => {
      expect([0, 1, 2, 3, 5], everything(outcome).slice(0, 4_000)).toContain(outcome.exit);
    },
  );
}

function holdAll(
  cases: readonly HostileCase[],
  argvOf: (subject: Subject) => readonly string[],
  hold: (one: HostileCase, outcome: Outcome) => void,
): void {
  let stage: Stage;

  beforeEach(async () => {
    stage = new Stage();
    await stage.open();
  });
  afterEach(() => stage.close());

  test.each(cases.filter((one) => typeof one.skip !== 'string'))('$name', async (one) => {
    const subject = one.make(stage);
    stage.reset();
    const before = listing(stage.judged);
    const argv = argvOf(subject);
    const outcome = one.heavy === true ? await stage.judge(argv, subject) : await stage.judgeInside(argv);
    hold(one, outcome);
    expect(listing(stage.judged)).toEqual(before);
    expect(stage.taken).toBe(false);
    expect(stage.calls).toBe(0);
    expect(outcome.leftBehind).toEqual([]);
    const patience = argv[0] === 'verify' ? one.patience : undefined;
    const { cpuSeconds } = outcome;
    expect(cpuSeconds).toBeLessThan(allowedSeconds(patience ?? CPU_SECONDS, cpuSeconds));
    expect(outcome.megabytes).toBeLessThan(MEGABYTES);
    expect(steering(`${outcome.stdout}${outcome.stderr}`)).toEqual([]);
    const said = everything(outcome);
    expect((one.hides ?? []).filter((text) => said.includes(text))).toEqual([]);
    if (subject.spring !== undefined) {
      subject.spring();
      for (let tries = 0; !stage.taken && stage.calls === 0 && tries < 100; tries += 1) await setTimeout(20);
      expect(stage.taken || stage.calls > 0, 'the trap is not live').toBe(true);
    }
  });
}

function everything(outcome: Outcome): string {
  return `${outcome.stdout}\n${outcome.stderr}\n${outcome.json}`;
}

/** What a failing case is told about: the coverage, or the error. */
function gist(outcome: { readonly json: string; readonly stderr: string }): string {
  const report: unknown = outcome.json === '' ? {} : JSON.parse(outcome.json);
  const coverage =
    typeof report === 'object' && report !== null && 'coverage' in report ? report.coverage : [];
  return `${outcome.stderr}${JSON.stringify(coverage, undefined, 1)}`.slice(0, 4_000);
}

/** Characters with which text could move a cursor, hide or feign a line. */
function steering(text: string): readonly string[] {
  return text.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? [];
}

/** Whether another account can be judged as; needs root. */
export function cannotBecomeNobody(): string | false {
  if (process.getuid?.() !== 0) return 'only root may become another account';
  try {
    execFileSync('setpriv', [
      '--reuid=65534',
      '--clear-groups',
      '--regid=65534',
      process.execPath,
      '-e',
      '0',
    ]);
    return false;
  } catch {
    return 'another account cannot run this Node';
  }
}
