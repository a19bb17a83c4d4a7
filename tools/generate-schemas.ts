import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { DOCUMENTS } from './schemas/documents.ts';
import { INPUTS } from './schemas/inputs.ts';

/**
 * Writes `schema/*.json`, in the draft that editors read best (draft 7). What people write is closed: an unknown
 * field is a mistake. What Mainward prints is open, because fields may be added.
 */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({ ...INPUTS, ...DOCUMENTS }).map(([name, { title, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
      return [`${name}.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}

/** The schema of a printed document that allows no field it does not know: for tests. */
export function closedSchema(name: string): object {
  const document = DOCUMENTS[name];
  if (document === undefined) throw new Error(`There is no document ${name}.`);
  return z.toJSONSchema(document.schema, { target: 'draft-7', io: 'output' });
}

function writeSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = schemaFiles();
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(`${folder}/${name}`);
  for (const [name, text] of files) {
    const path = `${folder}/${name}`;
    if (!readdirSync(folder).includes(name) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  }
}

if (import.meta.main) writeSchemas(fileURLToPath(new URL('../schema', import.meta.url)));
