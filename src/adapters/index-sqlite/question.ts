import type { IndexQuestion } from '../../ports/ledger-index.ts';
import type { SqlValue } from '../sqlite/database.ts';

/** A question as SQL, and the values of its parameters in their order. */
export interface SqlQuestion {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export function sqlOf(question: IndexQuestion): SqlQuestion {
  const { types, repository, proposal, commit, object, digest, before, limit } = question;
  const parts: readonly (SqlQuestion | undefined)[] = [
    { sql: 'number < ?', values: [before] },
    types && { sql: `type IN (${types.map(() => '?').join(', ')})`, values: types },
    equals('repository', repository),
    equals('proposal', proposal),
    names('commit', commit),
    names('object', object),
    names('digest', digest),
  ];
  const asked = parts.filter((part) => part !== undefined);
  return {
    sql: `SELECT number FROM entry WHERE ${asked.map(({ sql }) => sql).join(' AND ')} ORDER BY number DESC LIMIT ?`,
    values: [...asked.flatMap(({ values }) => values), limit],
  };
}

function equals(column: 'repository' | 'proposal', value: string | undefined): SqlQuestion | undefined {
  return value === undefined ? undefined : { sql: `${column} = ?`, values: [value] };
}

function names(kind: 'commit' | 'object' | 'digest', value: string | undefined): SqlQuestion | undefined {
  return value === undefined
    ? undefined
    : { sql: `number IN (SELECT number FROM facet WHERE kind = '${kind}' AND value = ?)`, values: [value] };
}
