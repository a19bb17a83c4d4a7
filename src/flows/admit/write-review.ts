import type { AdmissionAnswer } from '../../ports/admission.ts';

/** Characters of one warning that every API server passes on. */
const MOST_OF_WARNING = 240;
const MOST_OF_MESSAGE = 2_000;

/** The answer to an AdmissionReview, as JSON. */
export function writeReview(uid: string, { allowed, message, warnings }: AdmissionAnswer): string {
  const status = {
    code: 403,
    reason: 'Forbidden',
    message: cut(message ?? 'it says no more', MOST_OF_MESSAGE),
  };
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid,
      allowed,
      ...(allowed ? {} : { status }),
      ...(warnings.length === 0 ? {} : { warnings: warnings.flatMap(lines) }),
    },
  });
}

/** Longer ones are cut by the API server, so they are said in several. */
function lines(warning: string): readonly string[] {
  const found: string[] = [];
  let rest = warning;
  while (rest.length > MOST_OF_WARNING && found.length < 8) {
    const at = rest.lastIndexOf(' ', MOST_OF_WARNING);
    const end = at <= 0 ? MOST_OF_WARNING : at;
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...found, cut(rest, MOST_OF_WARNING)];
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
