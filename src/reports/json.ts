import type { ScanDocument } from '../model/scan.ts';

/** The contract for scripts: `mainward.dev/scan/v1`. */
export function renderJson(document: ScanDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
