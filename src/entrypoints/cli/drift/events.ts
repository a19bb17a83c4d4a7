import type { DriftMessage } from '../../../flows/drift/watch.ts';
import type { DriftEventDocument } from '../../../model/drift-document.ts';
import { renderDriftEvent } from '../../../reports/drift/text.ts';
import { jsonLine } from '../../../reports/json.ts';
import type { Invocation } from '../invocation.ts';

export interface EventWriter {
  write(message: DriftMessage): void;
}

/** Writes what comes and goes: a line of JSON each, or lines for people; remarks go to standard error. */
export function eventWriter({ options, stdout, stderr, columns, color }: Invocation): EventWriter {
  const isJson = options.output[0]?.format === 'json';
  const text = (document: DriftEventDocument): string =>
    isJson ? jsonLine(document) : renderDriftEvent(document, { width: Math.min(columns, 120), color });
  return {
    write(message) {
      if ('note' in message) {
        if (!options.quiet) stderr.write(`${message.note}\n`);
      } else stdout.write(text(message));
    },
  };
}
