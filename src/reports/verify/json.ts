import type { VerifyDocument } from '../../model/verify.ts';

/** The contract for scripts: `mainward.dev/verify/v1`. */
export function renderVerifyJson(document: VerifyDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
