import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { MainwardError } from '../../model/errors.ts';
import type { PushHistory, PushLogReader, PushRecord, PushRecorder } from '../../ports/push-log.ts';

/** In the repository's own folder, where no push reaches. */
const FOLDER = 'mainward';
const RECORDS = 'pushes.jsonl';
/** What Git said afterwards: lines `before after ref`, as its post-receive hook gets them. */
const HAPPENED = 'moved';
/** Of each file no more than its newest bytes are read. */
const MOST_BYTES = 8 << 20;
const KINDS: readonly string[] = ['push', 'force-push', 'create', 'delete', 'installed'];

/** The record of a bare repository, as files that are only ever appended to. */
export class FilePushLog implements PushRecorder, PushLogReader {
  readonly #folder: string;

  constructor(gitDirectory: string) {
    this.#folder = join(gitDirectory, FOLDER);
  }

  async append(records: readonly PushRecord[]): Promise<void> {
    if (records.length === 0) return;
    try {
      await mkdir(this.#folder, { recursive: true });
      const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
      const handle = await open(join(this.#folder, RECORDS), flags, 0o644);
      try {
        // It begins with an end of line, so that a line which was cut off by a crash spoils only itself.
        const lines = records.map((record) => `${JSON.stringify({ v: 1, ...record })}\n`);
        await handle.appendFile(`\n${lines.join('')}`);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (cause) {
      throw new MainwardError(
        'OUTPUT_FAILED',
        'Who pushes what cannot be recorded in this repository, so nothing is accepted.',
        {
          remedy: 'Let the account of the Git server write the folder `mainward` there, and free space.',
          cause,
        },
      );
    }
  }

  async read(): Promise<PushHistory | undefined> {
    const records = await tail(join(this.#folder, RECORDS));
    if (records === undefined) return undefined;
    const happened = await tail(join(this.#folder, HAPPENED));
    return {
      records: records.lines.flatMap(readRecord),
      happened: happened?.lines ?? [],
      cut: records.cut || happened?.cut === true,
    };
  }
}

async function tail(path: string): Promise<{ lines: readonly string[]; cut: boolean } | undefined> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unreadable(error);
  }
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n');
    const cut = size > MOST_BYTES;
    return { lines: (cut ? lines.slice(1) : lines).filter((line) => line !== ''), cut };
  } finally {
    await handle.close();
  }
}

function unreadable(cause: unknown): MainwardError {
  return new MainwardError(
    'REPOSITORY_UNREADABLE',
    'The record of who pushed what may not be read, so nothing can be told from it.',
    { remedy: 'Read it as the account of the Git server.', cause },
  );
}

function readRecord(line: string): readonly PushRecord[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isObject(value) || value['v'] !== 1) return [];
  const { ref, before, after, at, kind, pusher, signer, statements } = value as Partial<PushRecord>;
  if (![ref, before, after, at].every((one) => typeof one === 'string')) return [];
  if (typeof kind !== 'string' || !KINDS.includes(kind)) return [];
  const digests = Array.isArray(statements) ? statements.filter((one) => typeof one === 'string') : [];
  return [
    {
      ref: ref ?? '',
      before: before ?? '',
      after: after ?? '',
      at: at ?? '',
      kind,
      ...(typeof pusher === 'string' ? { pusher } : {}),
      ...(typeof signer === 'string' ? { signer } : {}),
      ...(digests.length > 0 ? { statements: digests } : {}),
    },
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
