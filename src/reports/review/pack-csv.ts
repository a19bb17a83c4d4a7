import type { PackReport } from '../../model/review-pack.ts';
import { csvText } from '../csv.ts';

/** One row a decision that was signed, those that gave way to a later one too. */
export function decisionsCsv({ decisions, statements }: PackReport): string {
  const signed = new Map(statements.map((one) => [one.index, one]));
  return csvText(
    ['entry', 'recorded_at', 'by', 'item', 'verdict', 'reason', 'counts', 'signed_with', 'key', 'statement'],
    decisions.map(({ index, at, by, item, verdict, reason, counts }) => {
      const { signedWith, key, envelope } = signed.get(index) ?? {};
      return [index, at, by, item, verdict, reason, counts, signedWith, key, envelope];
    }),
  );
}
