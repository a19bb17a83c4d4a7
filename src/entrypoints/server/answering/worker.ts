import { parentPort, workerData } from 'node:worker_threads';
import { FsWorktreeComparer } from '../../../adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { type OpenedAnswering, openAnswering } from '../../../flows/answer/open.ts';
import { NO_EVIDENCE, readEvidence } from '../../../flows/evidence/evidence.ts';
import { headline } from '../../../reports/sentence.ts';
import { sentencesOf } from './sentences.ts';
import type { AnswerGround, Question, Told } from './talk.ts';

const ground = workerData as AnswerGround;
let opened: Promise<OpenedAnswering> | undefined;

async function open(): Promise<OpenedAnswering> {
  const folders = new FsFolderReader();
  const evidence =
    ground.evidence.length === 0 ? NO_EVIDENCE : await readEvidence({ folders: ground.evidence }, folders);
  return openAnswering(
    { places: ground.places, evidence, now: ground.now },
    { git: new GitCliOpener(), folders, worktrees: new FsWorktreeComparer() },
  );
}

async function reply(question: Question): Promise<Told> {
  opened ??= open();
  const { answering, repositories } = await opened;
  const { id } = question;
  if (question.ask === 'answer') {
    const answer = answering.answer();
    return {
      id,
      answer: {
        schema: 'mainward.dev/answer/v1',
        headline: headline(sentencesOf(answer)),
        asOf: ground.now,
        repositories,
        ...answer,
      },
    };
  }
  const cut = answering.without(question.cuts);
  if ('impossible' in cut) return { id, cut };
  return {
    id,
    cut: { schema: 'mainward.dev/answer-cut/v1', headline: headline(sentencesOf(cut.after)), ...cut },
  };
}

parentPort?.on('message', (question: Question) => {
  void reply(question)
    .catch((error: unknown): Told => ({ id: question.id, failed: String(error) }))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows
    .then((told) => parentPort?.postMessage(told));
});
