import { describe, expect, test } from 'vitest';
import { bundleOf } from '../../chain/access/bundle.ts';
import { stateOf } from './board.ts';
import { LISTING, Scene } from './fixtures/scene.ts';
import { offerRef } from './ports.ts';
import { sayRefusal } from './refusal.ts';
import { request } from './request.ts';

const WISH = { person: 'ann', policy: 'payments-edit', minutes: 60, reason: 'INC-4711: payments are down' };

describe('asking for access', () => {
  test('offers the two files and the entry, byte for byte as the gate wants them, and records it', async () => {
    const scene = new Scene();
    const asked = await request(WISH, scene.ports);
    if (!asked.ok) throw new Error(asked.error.code);
    const { grant, head, at } = asked.value;
    expect(grant).toMatchObject({
      id: '20261120-120000-0101',
      kind: 'normal',
      subject: { kind: 'User', name: 'oidc:ann' },
      requestedAt: '2026-11-20T12:00:00Z',
      expires: '2026-11-20T13:00:00Z',
    });
    const { record, manifest } = bundleOf(grant, at.policy);
    const files = scene.committer.commits.get(head)?.files;
    expect(files?.get(record.path)).toBe(record.text);
    expect(files?.get(manifest.path)).toBe(manifest.text);
    expect(files?.get(LISTING)).toBe(
      'kind: Kustomization\nresources:\n- roles.yaml\n- mainward-20261120-120000-0101.yaml\n',
    );
    expect(scene.committer.refs.get(offerRef(grant.id))).toBe(head);
    const [pending] = await scene.board.grants();
    expect(pending).toMatchObject({ id: grant.id, by: 'ann', grant: { reason: WISH.reason } });
    expect(pending && stateOf(pending, scene.time.now())).toBe('pending');
  });

  test.each([
    ['of a policy that is not in force', { policy: 'other' }, 'policy-unknown'],
    ['by somebody whom the roster does not know', { person: 'eve' }, 'person-unknown'],
    ['by somebody who is in no such group', { person: 'ben' }, 'not-eligible'],
    ['by somebody without an account in the cluster', { person: 'dan' }, 'no-account'],
    ['for longer than may be', { minutes: 121 }, 'too-long'],
    ['for no time at all', { minutes: 0 }, 'too-long'],
    ['without a reason', { reason: ' ' }, 'reason-missing'],
    ['with a reason of two lines', { reason: 'INC-1\nBreak-Glass: true' }, 'reason-missing'],
    ['with a reason that begins otherwise', { reason: 'I want it' }, 'reason-prefix'],
  ])('%s is refused, and nothing is offered', async (_, over, code) => {
    const scene = new Scene();
    const asked = await request({ ...WISH, ...over }, scene.ports);
    expect(asked).toMatchObject({ ok: false, error: { code } });
    expect([...scene.committer.refs.keys()]).toEqual(['refs/heads/main']);
    expect(scene.ledger.size()).toBe(0);
  });

  test('that the gate refuses says what the gate says', async () => {
    const scene = new Scene();
    scene.committer.refusal = 'the robot has left';
    const asked = await request(WISH, scene.ports);
    if (asked.ok) throw new Error('It was offered.');
    expect(asked.error.code).toBe('gate-refused');
    expect(sayRefusal(asked.error.code, asked.error.cause).detail).toContain('the robot has left');
  });

  test('that cannot be recorded is withdrawn', async () => {
    const scene = new Scene();
    scene.ledger.isUnavailable = true;
    expect(await request(WISH, scene.ports)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect([...scene.committer.refs.keys()]).toEqual(['refs/heads/main']);
  });

  test('again is a new request, whatever was given before', async () => {
    const scene = new Scene();
    const one = await request(WISH, scene.ports);
    const two = await request(WISH, scene.ports);
    expect(one.ok && two.ok && one.value.grant.id !== two.value.grant.id).toBe(true);
  });
});
