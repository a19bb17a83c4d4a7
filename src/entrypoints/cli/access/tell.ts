import type { AccessGrantDocument } from '../../../model/access-document.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderGrant } from '../../../reports/temporary/grants.ts';
import { deliver } from '../deliver.ts';
import type { Invocation } from '../invocation.ts';

/** Writes what one grant is now. */
export function tellGrant(invocation: Invocation, document: AccessGrantDocument): void {
  for (const request of invocation.options.output) {
    const text = request.format === 'json' ? jsonText(document) : renderGrant(document);
    deliver(invocation, request, text);
  }
}
