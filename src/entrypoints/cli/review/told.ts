import type { ReviewRemediationDocument } from '../../../model/review-document.ts';
import { jsonText } from '../../../reports/json.ts';
import { renderRemediation } from '../../../reports/review/remediation.ts';
import { deliver } from '../deliver.ts';
import type { Invocation } from '../invocation.ts';

export function tellRemediation(invocation: Invocation, document: ReviewRemediationDocument): void {
  for (const request of invocation.options.output)
    deliver(
      invocation,
      request,
      request.format === 'json' ? jsonText(document) : renderRemediation(document),
    );
}
