import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answering } from '../../src/chain/cut/answer.ts';
import { asAnswer, asScanned } from '../cut/compare.ts';
import { answeringOf, cutting } from '../cut/opened.ts';
import { Organisation } from '../cut/organisation.ts';
import { reallyRemove } from '../cut/remove.ts';

let organisation: Organisation;
let answering: Answering;

beforeAll(async () => {
  organisation = new Organisation();
  answering = await answeringOf(organisation);
}, 300_000);
afterAll(() => organisation.end());

test('each cut that is offered gives what a scan gives where the fact is really gone', {
  timeout: 1_800_000,
}, async () => {
  const { cuts } = answering.answer();
  expect(cuts.length).toBeGreaterThan(80);
  for (const { id } of cuts) {
    const undo = reallyRemove(organisation, id);
    expect([id, asAnswer(cutting(answering, id).after)]).toEqual([
      id,
      asScanned(await organisation.scanned()),
    ]);
    undo();
  }
});
