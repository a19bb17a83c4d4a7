import { stringify } from 'yaml';

export interface WriteOptions {
  /** Texts of several lines as blocks, to which lines that follow could come to belong; default true. */
  readonly blocks?: boolean;
}

/**
 * Plain data as YAML that people read: block style, keys in the order given, no anchors. Texts that readers of YAML 1.1
 * take for something else (`on`, `012`) are quoted, so that every reader has the same data.
 */
export function writeYaml(value: unknown, { blocks = true }: WriteOptions = {}): string {
  return stringify(value, {
    blockQuote: blocks,
    version: '1.1',
    lineWidth: 0,
    aliasDuplicateObjects: false,
    schema: 'yaml-1.1',
  });
}
