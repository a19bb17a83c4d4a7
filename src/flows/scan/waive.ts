import { matchGlob } from '../../formats/glob/match.ts';
import type { Finding } from '../../model/finding.ts';
import type { Exception } from '../../model/policy.ts';

export interface Waived {
  readonly findings: readonly Finding[];
  /** Exceptions that have ended or meet nothing. */
  readonly notes: readonly string[];
}

/**
 * Takes findings that an exception covers out of what is violated or unknown, until it expires. They stay in the
 * answer as `not-applicable`, with who gave the exception, why, and until when.
 */
export function waive(findings: readonly Finding[], exceptions: readonly Exception[], now: string): Waived {
  const open = exceptions.filter(({ expires }) => Date.parse(now) < Date.parse(expires));
  const ended = exceptions.filter((one) => !open.includes(one));
  const used = new Set<Exception>();
  const judged = findings.map((finding) => {
    if (finding.verdict !== 'violated' && finding.verdict !== 'unknown') return finding;
    const exception = open.find((one) => covers(one, finding));
    if (exception === undefined) return finding;
    used.add(exception);
    const { owner, expires, reason } = exception;
    const message = `${finding.message} An exception of ${owner} until ${expires} covers it: ${reason}`;
    return { ...finding, verdict: 'not-applicable' as const, message };
  });
  return {
    findings: judged,
    notes: [
      ...ended.map(
        ({ control, owner, expires }) => `the exception of ${owner} from ${control} ended at ${expires}`,
      ),
      ...open
        .filter((one) => !used.has(one))
        .map(({ control, owner }) => `the exception of ${owner} from ${control} meets nothing and can go`),
    ],
  };
}

function covers({ control, path }: Exception, finding: Finding): boolean {
  if (control !== finding.control) return false;
  if (path === undefined) return true;
  return finding.location !== undefined && matchGlob(path, finding.location.path, { separator: '/' });
}
