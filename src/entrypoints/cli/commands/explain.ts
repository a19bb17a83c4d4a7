import type { RegisteredControl } from '../../../controls/control.ts';
import { body } from '../../../controls/document.ts';
import { CONTROLS } from '../../../controls/registry.generated.ts';
import { MainwardError } from '../../../model/errors.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit.ts';
import type { Invocation, OutputRequest } from '../invocation.ts';

/** Prints a control's document, or the list of controls. Throws `CONTROL_UNKNOWN`. */
export async function run(invocation: Invocation): Promise<number> {
  const id = invocation.args[0];
  for (const request of invocation.options.output) {
    deliver(invocation, request, id === undefined ? list(request) : explain(request, find(id)));
  }
  return EXIT.judged;
}

function find(id: string): RegisteredControl {
  const found = CONTROLS.find((registered) => registered.control.id === id);
  if (found !== undefined) return found;
  const [near] = CONTROLS.filter((registered) => registered.control.id.endsWith(`/${id}`));
  throw new MainwardError('CONTROL_UNKNOWN', `There is no control ${JSON.stringify(id)}.`, {
    remedy:
      near === undefined
        ? '`mainward explain` lists all controls.'
        : `Did you mean \`mainward explain ${near.control.id}\`?`,
  });
}

function explain(request: OutputRequest, registered: RegisteredControl): string {
  const { id, title, severity } = registered.control;
  const text = body(registered.document);
  return request.format === 'json'
    ? json({ schema: 'mainward.dev/explain/v1', control: id, title, severity, document: text })
    : `${id} (${severity}): ${title}\n\n${text}`;
}

function list(request: OutputRequest): string {
  const rows = CONTROLS.map(({ control: { id, title, severity } }) => ({ control: id, title, severity }));
  if (request.format === 'json') return json({ schema: 'mainward.dev/explain/v1', controls: rows });
  const width = Math.max(0, ...rows.map((row) => row.control.length));
  return rows
    .map((row) => `${row.control.padEnd(width)}  ${row.severity.padEnd(8)}  ${row.title}\n`)
    .join('');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
