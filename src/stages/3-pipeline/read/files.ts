import type { YamlBudget } from '../../../formats/yaml/document.ts';
import { readYaml, repositoryAllowance } from '../../../formats/yaml/read.ts';
import type { SourceText } from '../../../formats/yaml/source.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import { fileLocation } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import type { WorkflowUnknown } from '../../../model/workflow.ts';

export interface ReadFile {
  readonly root: YamlNode;
}

/** Reads YAML files of one tree once, and keeps their texts for placing what is found inside scalars. */
export class FileReader {
  readonly texts: Map<string, SourceText> = new Map();
  readonly #tree: SourceTree;
  readonly #read = new Map<string, ReadFile | WorkflowUnknown>();

  readonly #budget: Partial<YamlBudget> = { shared: repositoryAllowance() };

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  has(path: string): boolean {
    return this.#tree.has(path);
  }

  read(path: string): ReadFile | WorkflowUnknown {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const result = this.#parse(path);
    this.#read.set(path, result);
    return result;
  }

  #parse(path: string): ReadFile | WorkflowUnknown {
    const origin = {
      path,
      repository: this.#tree.repository,
      ...(this.#tree.commit === undefined ? {} : { commit: this.#tree.commit }),
    };
    const bytes = this.#tree.read(path);
    const at = fileLocation(origin);
    if (bytes === undefined) return { why: `there is no file ${path}`, supply: 'the file', at };
    if (!(bytes instanceof Uint8Array)) return { why: bytes.unread, supply: 'the file’s content', at };
    const file = readYaml(bytes, origin, this.#budget);
    this.texts.set(path, file.source);
    const [document, ...more] = file.documents;
    if (document === undefined || (document.ok && document.root === undefined)) {
      return { why: 'the file is empty', supply: 'a workflow', at };
    }
    if (!document.ok) {
      return { why: document.reason, supply: 'a file that every YAML reader reads alike', at: document.at };
    }
    if (more.length > 0 || document.root === undefined) {
      return { why: 'the file has several documents', supply: 'one document', at };
    }
    return { root: document.root };
  }
}
