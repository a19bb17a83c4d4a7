import { FsWorktreeComparer } from '../../adapters/folder-fs/compare.ts';
import { FsFolderReader } from '../../adapters/folder-fs/reader.ts';
import { GitCliOpener } from '../../adapters/git-cli/opener.ts';
import type { AskPorts, AskRequest } from '../../flows/ask/request.ts';
import { jsonText } from '../../reports/json.ts';
import type { Terminal } from '../../reports/text/paint.ts';
import { deliver } from './deliver.ts';
import { collectEvidence } from './evidence.ts';
import type { Invocation } from './invocation.ts';

/** What the options of a question say. */
export async function askRequest({ options, cwd }: Invocation): Promise<AskRequest> {
  const { manifests, cluster, namespace, subresource, defaultRoles, groups } = options;
  return {
    paths: [cwd],
    ...(manifests === undefined ? {} : { manifests }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(subresource === undefined ? {} : { subresource }),
    ...(defaultRoles === undefined ? {} : { defaultRoles }),
    groups,
    evidence: await collectEvidence(options),
    now: options.asOf ?? new Date().toISOString(),
  };
}

export function askPorts(): AskPorts {
  return { git: new GitCliOpener(), folders: new FsFolderReader(), worktrees: new FsWorktreeComparer() };
}

/** Writes an answer in every format that was asked for. */
export function answerWith<Document extends { readonly schema: `mainward.dev/${string}/v1` }>(
  invocation: Invocation,
  document: Document,
  text: (document: Document, terminal: Terminal) => string,
): void {
  for (const request of invocation.options.output) {
    const terminal = {
      width: Math.min(invocation.columns, 120),
      color: request.file === undefined && invocation.color,
    };
    deliver(invocation, request, request.format === 'json' ? jsonText(document) : text(document, terminal));
  }
}
