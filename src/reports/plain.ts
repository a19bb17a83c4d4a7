import { formatLocation } from '../model/location.ts';
import type { ScanReport } from '../model/scan.ts';
import { harmless } from './harmless.ts';
import { compareFindings } from './rank.ts';
import { headline } from './sentence.ts';

/** One line a finding, tab-separated: severity, verdict, control, place, message. For grep. */
export function renderPlain(report: ScanReport): string {
  const findings = [...report.document.findings]
    .sort(compareFindings)
    .map((finding) =>
      [
        finding.severity,
        finding.verdict,
        finding.control,
        finding.location === undefined ? '-' : formatLocation(finding.location),
        finding.message,
      ]
        .map(harmless)
        .join('\t'),
    );
  return `${[harmless(headline(report.quorum)), ...findings].join('\n')}\n`;
}
