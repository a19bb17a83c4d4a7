import { describe, expect, test } from 'vitest';
import type { Sighting } from '../who/witness.ts';
import { AuditIntake, type IntakeLimits } from './intake.ts';
import { meaningOfAnswer } from './meaning.ts';
import { auditEvent, eventList } from './testdata/events.ts';

function receiving(limits: Partial<IntakeLimits> = {}) {
  const noted: Sighting[] = [];
  const clock = { at: Date.parse('2026-11-27T09:00:05Z'), now: () => clock.at };
  const witness = { note: (one: Sighting) => void noted.push(one) };
  const intake = new AuditIntake(
    'production',
    'f'.repeat(64),
    { witness, clock, meaningOf: meaningOfAnswer },
    limits,
  );
  return { intake, noted, clock };
}

describe('a delivery', () => {
  test('is noted event by event, and what says nothing of a write is not', () => {
    const { intake, noted } = receiving();
    expect(intake.take(eventList(auditEvent(), auditEvent({ verb: 'list' }), null, 7, []))).toEqual({
      noted: 1,
      ignored: 4,
    });
    expect(noted).toHaveLength(1);
  });

  test('that comes again is not noted again', () => {
    const { intake, noted } = receiving();
    intake.take(eventList(auditEvent()));
    expect(intake.take(eventList(auditEvent()))).toEqual({ noted: 0, ignored: 1 });
    expect(noted).toHaveLength(1);
  });

  test('of another request with the same id, which clients may choose, is another', () => {
    const { intake, noted } = receiving();
    intake.take(eventList(auditEvent({ user: { username: 'decoy' } })));
    intake.take(eventList(auditEvent()));
    expect(noted.map(({ actor }) => actor.user)).toEqual(['decoy', 'eve@acme.example']);
  });

  test('counts where it is late, not where it is of another day or of the future', () => {
    const { intake, clock } = receiving();
    clock.at += 30_000;
    expect(intake.take(eventList(auditEvent()))).toMatchObject({ noted: 1 });
    clock.at += 600_000;
    expect(intake.take(eventList(auditEvent({ auditID: 'late' })))).toMatchObject({ noted: 0 });
    clock.at -= 800_000;
    expect(intake.take(eventList(auditEvent({ auditID: 'ahead' })))).toMatchObject({ noted: 0 });
  });

  test.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['no UTF-8', new Uint8Array([0xff])],
    ['no list', new TextEncoder().encode(JSON.stringify(auditEvent()))],
    [
      'a list of another version',
      new TextEncoder().encode('{"kind":"EventList","apiVersion":"audit.k8s.io/v1beta1","items":[]}'),
    ],
    ['more than a batch', eventList(...Array.from({ length: 4 }, () => auditEvent()))],
  ])('with %s is refused whole', (_, body) => {
    expect(receiving({ batch: 3 }).intake.take(body)).toBe('invalid');
  });

  test('that comes too fast is to come again, and then does', () => {
    const { intake, clock, noted } = receiving({ perMinute: 3 });
    const batch = (name: string) =>
      eventList(auditEvent({ auditID: `${name}1` }), auditEvent({ auditID: `${name}2` }));
    expect(intake.take(batch('a'))).toMatchObject({ noted: 2 });
    expect(intake.take(batch('b'))).toBe('busy');
    clock.at += 20_000;
    expect(intake.take(batch('b'))).toMatchObject({ noted: 2 });
    expect(noted).toHaveLength(4);
  });

  test('may be told apart from so many others only: older ones are forgotten', () => {
    const { intake } = receiving({ remembered: 2 });
    for (const auditID of ['a', 'b', 'c']) intake.take(eventList(auditEvent({ auditID })));
    expect(intake.take(eventList(auditEvent({ auditID: 'c' })))).toMatchObject({ noted: 0 });
    expect(intake.take(eventList(auditEvent({ auditID: 'a' })))).toMatchObject({ noted: 1 });
  });
});
