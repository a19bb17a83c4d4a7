import { describe, expect, test } from 'vitest';
import { asks, binding, role, world } from './fixtures/world.ts';

const WRITE = asks(binding('eve-admin', 'cluster-admin', ['eve']));

describe('the mode of admission', () => {
  test('observe lets through, warns and records', async () => {
    const { git, ask, ledger, recorder } = world();
    git.admission = { mode: 'observe' };
    const { allowed, warnings } = await ask(WRITE);
    expect(allowed).toBe(true);
    expect(warnings.join(' ')).toContain(
      'Mainward would refuse this: no verified commit has ClusterRoleBinding eve-admin',
    );
    await recorder.settled();
    expect(ledger.entries.map(({ entry }) => entry)).toMatchObject([
      {
        type: 'admission.judged',
        cluster: 'production',
        verdict: 'observed',
        code: 'unexplained',
        dryRun: false,
        operation: 'CREATE',
      },
    ]);
  });

  test('what is done about it is recorded first, and what comes together waits once', async () => {
    const { ask, ledger, recorder, waits } = world();
    const passed = Promise.withResolvers<void>();
    waits.until = passed.promise;
    await ask(WRITE);
    await ask(asks(binding('mallory-admin', 'cluster-admin', ['mallory'])));
    await ledger.append({ type: 'guard.held', cluster: 'production', code: 'rate', held: true });
    passed.resolve();
    await recorder.settled();
    expect(ledger.entries.map(({ entry }) => entry.type)).toEqual([
      'guard.held',
      'admission.judged',
      'admission.judged',
    ]);
    expect(waits.milliseconds).toEqual([30]);
  });

  test('enforce records who asked for what, outside the tree', async () => {
    const { ask, ledger, recorder } = world();
    await ask(WRITE);
    await recorder.settled();
    const [{ entry } = { entry: undefined }] = ledger.entries;
    expect(entry).toMatchObject({ verdict: 'refused', code: 'unexplained' });
    expect(JSON.stringify(entry)).not.toContain('ann');
    const payload = JSON.parse(new TextDecoder().decode(await ledger.payload(entry?.payload ?? '')));
    expect(payload).toMatchObject({
      schema: 'mainward.dev/admission/v1',
      actor: { source: 'admission', user: 'ann', event: 'a-request' },
      message: expect.stringContaining('[unexplained]'),
      object: expect.stringContaining('eve-admin'),
    });
  });

  test('a fresh cluster without a verified commit is observed', async () => {
    const { git, ask } = world();
    git.verified = false;
    expect(await ask(WRITE)).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining('[no-commit]')],
    });
  });

  test('what cannot be judged is refused where it enforces, and warned of where it observes', async () => {
    const { git, ask, admission, clock } = world();
    git.failing = new Error('the repository is gone');
    expect(await ask(WRITE)).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining('[cannot-judge]')],
    });
    admission.assume('enforce');
    expect(await ask(WRITE)).toMatchObject({
      allowed: false,
      message: expect.stringContaining('[cannot-judge]'),
    });
    git.failing = undefined;
    expect(await ask(WRITE)).toMatchObject({
      allowed: false,
      message: expect.stringContaining('[unexplained]'),
    });
    git.failing = new Error('gone again');
    clock.at += 60_000;
    expect(await ask(WRITE)).toMatchObject({
      allowed: false,
      message: expect.stringContaining('[cannot-judge]'),
    });
  });

  test('what takes too long cannot be judged', async () => {
    const { git, ask, admission, late } = world();
    admission.assume('enforce');
    git.gate = new Promise(() => undefined);
    const answer = ask(WRITE);
    late();
    expect(await answer).toMatchObject({
      allowed: false,
      message: expect.stringContaining('[cannot-judge]'),
    });
  });

  test('a removal is let through even so', async () => {
    const { git, ask, admission } = world();
    admission.assume('enforce');
    git.failing = new Error('gone');
    expect(await ask(asks(undefined, binding('b', 'view', ['x'])))).toEqual({ allowed: true, warnings: [] });
  });

  test('a dry run is answered the same, and counts as no change', async () => {
    const { ask, witness, ledger, recorder, git } = world();
    expect(await ask({ ...WRITE, dryRun: true })).toMatchObject({ allowed: false });
    git.objects.push(binding('support', 'view', ['sam']));
    await ask(asks(binding('support', 'view', ['sam']), undefined, { dryRun: true }));
    expect(witness.seen.map((one) => one.void)).toEqual(['dry-run', 'dry-run']);
    await recorder.settled();
    expect(ledger.entries.map(({ entry }) => entry)).toMatchObject([
      { type: 'admission.judged', dryRun: true },
    ]);
  });
});

describe('what the witness is told', () => {
  test('of every request who asked, for what it would mean, and whether it was refused', async () => {
    const { git, ask, witness } = world();
    const [before, after] = [binding('support', 'view', ['sam']), binding('support', 'view', ['sam', 'eve'])];
    git.objects.push(after);
    await ask(asks(after, before));
    await ask(WRITE);
    await ask(asks(undefined, before));
    expect(witness.seen).toMatchObject([
      {
        operation: 'UPDATE',
        uid: 'uid-of-support',
        actor: { source: 'admission', user: 'ann', groups: ['team', 'system:authenticated'] },
      },
      { operation: 'CREATE', void: 'refused' },
      { operation: 'DELETE', uid: 'uid-of-support' },
    ]);
    const [first, , last] = witness.seen;
    expect(first?.meaning).not.toBe(first?.before);
    expect(first?.void).toBeUndefined();
    expect(last?.meaning).toBeUndefined();
    expect(last?.before).toBe(first?.before);
  });
});

describe('the record', () => {
  test('says the same by the same once, and again when it is long ago', async () => {
    const { ask, ledger, recorder, clock } = world();
    for (let round = 0; round < 5; round += 1) await ask(WRITE);
    await ask({ ...WRITE, who: { user: 'bob', groups: [] } });
    await recorder.settled();
    expect(ledger.entries).toHaveLength(2);
    clock.at += 600_000;
    await ask(WRITE);
    await recorder.settled();
    expect(ledger.entries).toHaveLength(3);
  });

  test('is bounded, and says that something was left out', async () => {
    const { ask, ledger, recorder, clock } = world();
    for (let round = 0; round < 150; round += 1) {
      await ask(asks(binding(`b-${round}`, 'view', ['x'])));
      await recorder.settled();
    }
    expect(ledger.entries).toHaveLength(100);
    clock.at += 10_000;
    await ask(asks(role('late', ['get'])));
    await recorder.settled();
    expect(ledger.entries.slice(100).map(({ entry }) => entry.type)).toEqual(['gap', 'admission.judged']);
  });

  test('that cannot be written changes no answer, and is tried again', async () => {
    const { ask, ledger, recorder, failures } = world();
    ledger.isUnavailable = true;
    expect(await ask(WRITE)).toMatchObject({ allowed: false });
    await recorder.settled();
    expect(failures).toHaveLength(1);
    ledger.isUnavailable = false;
    expect(await ask(WRITE)).toMatchObject({ allowed: false });
    await recorder.settled();
    expect(ledger.entries.map(({ entry }) => entry.type)).toEqual(['gap', 'admission.judged']);
  });
});

test('requests that come together ask for the verified state once', async () => {
  const { git, ask, clock } = world();
  git.objects.push(binding('support', 'view', ['sam']));
  await Promise.all(Array.from({ length: 50 }, () => ask(asks(binding('support', 'view', ['sam'])))));
  expect(git.asked).toBe(1);
  clock.at += 1_001;
  await ask(asks(binding('support', 'view', ['sam'])));
  expect(git.asked).toBe(2);
});
