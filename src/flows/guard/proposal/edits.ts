import { asWritten } from '../../../formats/kubernetes/as-written.ts';
import { withDocument, withFields, withoutDocument } from '../../../formats/yaml/edit.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import type { MappingNode } from '../../../formats/yaml/tree.ts';
import { writeYaml } from '../../../formats/yaml/write.ts';
import type { Location } from '../../../model/location.ts';
import { plain } from '../../../policy/plain.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { differingFields } from './differing-fields.ts';
import type { Files } from './files.ts';
import { listFile, unlistFile } from './kustomization-list.ts';

/** Writes a new object into a file of its own. */
export function addObject(files: Files, path: string, live: KubernetesObject): void {
  files.write(path, writeYaml(asWritten(live)));
  listFile(files, path);
}

/** Makes the object in its file what is live; false where it is not found there as a document of its own. */
export function changeObject(
  files: Files,
  at: Location,
  desired: KubernetesObject,
  live: KubernetesObject,
): boolean {
  const found = documentAt(files, at);
  if (found === undefined) return false;
  const { text, root } = found;
  const written = plain(root) as Readonly<Record<string, unknown>>;
  const fields = differingFields(written, desired, live);
  const whole = { ...written, ...Object.fromEntries(fields) };
  const kept = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  files.write(at.path, withFields(text, root, fields) ?? withDocument(text, root, kept));
  return true;
}

/** Takes the object out of its file, and the file out of its folder's list where nothing is left in it. */
export function removeObject(files: Files, at: Location): boolean {
  const found = documentAt(files, at);
  if (found === undefined) return false;
  const left = withoutDocument(found.text, found.root);
  files.write(at.path, left);
  if (left === undefined) unlistFile(files, at.path);
  return true;
}

function documentAt(
  files: Files,
  { path, line }: Location,
): { readonly text: string; readonly root: MappingNode } | undefined {
  const text = files.text(path);
  if (text === undefined) return undefined;
  const { documents } = readYaml(new TextEncoder().encode(text), { path });
  const roots = documents.flatMap((one) => (one.ok && one.root?.kind === 'mapping' ? [one.root] : []));
  const root = roots.find(({ at }) => at.line <= line && line <= at.endLine);
  // An item of a list is no document, and is left to people.
  const isList = root?.entries.some(({ key }) => key.source === 'items') === true;
  return root === undefined || isList ? undefined : { text, root };
}
