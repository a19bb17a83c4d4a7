/** A place in a file. Lines and columns are 1-based; the end is exclusive of nothing: it names the last character's successor column. */
export interface Location {
  /** Repository-relative, with `/`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Name of the repository, where several are judged together. */
  readonly repository?: string;
  /** Object id of the commit the file was read at; absent for a plain directory. */
  readonly commit?: string;
}

/** Which file of which repository at which commit a location belongs to. */
export interface Origin {
  readonly path: string;
  readonly repository?: string;
  readonly commit?: string;
}

/** A location that stands for a whole file. */
export function fileLocation(origin: Origin): Location {
  return { ...origin, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** `repository:path:line:column`, as printed to people. */
export function formatLocation(location: Location): string {
  const prefix = location.repository === undefined ? '' : `${location.repository}:`;
  return `${prefix}${location.path}:${location.line}:${location.column}`;
}
