import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answering } from '../../src/chain/cut/answer.ts';
import type { Answer } from '../../src/model/cut.ts';
import { asAnswer, asScanned } from './compare.ts';
import { answeringOf, cutting } from './opened.ts';
import { Organisation } from './organisation.ts';
import { reallyRemove } from './remove.ts';

let organisation: Organisation;
let answering: Answering;
let answer: Answer;

beforeAll(async () => {
  organisation = new Organisation();
  answering = await answeringOf(organisation);
  answer = answering.answer();
}, 120_000);
afterAll(() => organisation.end());

test('nothing taken away, it is what a scan says', { timeout: 60_000 }, async () => {
  expect(asAnswer(answer)).toEqual(asScanned(await organisation.scanned()));
});

const BYPASS = 'bypass:app-loyalty:deploy-key:flux-production';
const LINE =
  'line:infrastructure:clusters/production/argocd/access.yaml:g, elif.kovac@acme.example, role%3Acatalog-hotfix';
const ROLE = 'trust:aws:arn%3Aaws%3Aiam%3A%3A111122223333%3Arole/app-catalog-production:0';

test('facts of a repository, of the evidence and of a role that are taken away together are gone together', {
  timeout: 60_000,
}, async () => {
  const cut = cutting(answering, BYPASS, LINE, ROLE);
  expect(cut.cuts.map(({ id }) => id).sort()).toEqual([BYPASS, LINE, ROLE].sort());
  const undo = [BYPASS, LINE, ROLE].map((id) => reallyRemove(organisation, id));
  expect(asAnswer(cut.after)).toEqual(asScanned(await organisation.scanned()));
  for (const one of undo) one();
});

test('what is not there, or is there no more, cannot be taken away', () => {
  for (const id of ['bypass:app-loyalty:user:nobody', 'no-such-kind:x', 'constructor', ''])
    expect(answering.without([id])).toEqual({ impossible: id });
});

test('every cut says how it is really done and where the fact stands, and each step names only cuts that there are', () => {
  const known = new Set(answer.cuts.map(({ id }) => id));
  for (const { how, location, evidence } of answer.cuts)
    expect([how.length > 20, location !== undefined || evidence !== undefined]).toEqual([true, true]);
  expect(answer.steps.flatMap(({ cuts }) => cuts).filter((id) => !known.has(id))).toEqual([]);
});
