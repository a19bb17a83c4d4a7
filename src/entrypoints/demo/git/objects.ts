import { createHash } from 'node:crypto';
import { type SigningKey, sshSignature } from './keys.ts';

export type ObjectKind = 'commit' | 'tree' | 'blob';

export interface GitObject {
  readonly kind: ObjectKind;
  readonly bytes: Buffer;
}

export interface Identity {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** As Git writes it: `+0100`. */
  readonly zone: string;
}

export interface CommitDraft {
  readonly files: ReadonlyMap<string, string>;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  /** Without the line feed at its end. */
  readonly message: string;
  readonly key?: SigningKey;
}

/** The objects of one repository, by id, each once. */
export class ObjectStore {
  readonly objects: Map<string, GitObject> = new Map();
  readonly #blobs = new Map<string, string>();

  commit(draft: CommitDraft): string {
    const headers = [
      `tree ${this.#tree(draft.files)}`,
      ...draft.parents.map((parent) => `parent ${parent}`),
      `author ${written(draft.author)}`,
      `committer ${written(draft.committer)}`,
    ];
    const body = `\n\n${draft.message}\n`;
    const payload = Buffer.from(headers.join('\n') + body);
    if (draft.key === undefined) return this.#add('commit', payload);
    const signature = sshSignature(draft.key, payload).replaceAll('\n', '\n ');
    return this.#add('commit', Buffer.from(`${headers.join('\n')}\ngpgsig ${signature}${body}`));
  }

  #tree(files: ReadonlyMap<string, string>): string {
    const here: { readonly name: string; readonly mode: string; readonly id: string }[] = [];
    const folders = new Map<string, Map<string, string>>();
    for (const [path, text] of files) {
      const slash = path.indexOf('/');
      if (slash === -1) {
        here.push({ name: path, mode: '100644', id: this.#blob(text) });
        continue;
      }
      const folder = path.slice(0, slash);
      const inside = folders.get(folder) ?? new Map<string, string>();
      inside.set(path.slice(slash + 1), text);
      folders.set(folder, inside);
    }
    for (const [name, inside] of folders) here.push({ name, mode: '40000', id: this.#tree(inside) });
    const sorted = here.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    const entries = sorted.map(({ name, mode, id }) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
    );
    return this.#add('tree', Buffer.concat(entries));
  }

  #blob(text: string): string {
    const known = this.#blobs.get(text);
    if (known !== undefined) return known;
    const id = this.#add('blob', Buffer.from(text));
    this.#blobs.set(text, id);
    return id;
  }

  #add(kind: ObjectKind, bytes: Buffer): string {
    const id = createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
    if (!this.objects.has(id)) this.objects.set(id, { kind, bytes });
    return id;
  }
}

function written({ name, email, at, zone }: Identity): string {
  return `${name} <${email}> ${at} ${zone}`;
}

/** Git sorts folders as if their names ended with a slash. Names here are ASCII. */
function order({ name, mode }: { readonly name: string; readonly mode: string }): string {
  return mode === '40000' ? `${name}/` : name;
}
