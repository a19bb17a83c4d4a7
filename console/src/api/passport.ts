import { queryOptions } from '@tanstack/react-query';
import { ask } from './client.ts';

export interface PassportQuestion {
  /** KIND/NAME, a commit or a digest. */
  readonly of: string;
  readonly namespace?: string | undefined;
  readonly cluster?: string | undefined;
}

export function passportQuery(question: PassportQuestion) {
  return queryOptions({
    queryKey: ['passport', 'of', question],
    queryFn: ({ signal }) =>
      ask('mainward.dev/passport/v1', '/api/v1/passport', { search: { ...question }, signal }),
    enabled: question.of !== '',
  });
}

export function passportProofQuery(question: PassportQuestion) {
  return queryOptions({
    queryKey: ['proof', 'passport', question],
    queryFn: ({ signal }) =>
      ask('mainward.dev/proof/v1', '/api/v1/passport/proof', { search: { ...question }, signal }),
  });
}
