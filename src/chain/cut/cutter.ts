import type { Cut } from '../../model/cut.ts';
import type { ScanInput } from '../read/input.ts';

/** What was read, without one fact, and what the fact is. */
export interface Cutting extends Omit<Cut, 'id'> {
  readonly input: ScanInput;
}

/**
 * Takes one fact out of what was read; `parts` name it. `undefined` where it is not there, or cannot be taken out without
 * touching others: then nothing is offered.
 */
export type Cutter = (input: ScanInput, parts: readonly string[]) => Cutting | undefined;

/** The id of a cut, by its kind and what names the fact. */
export function cutId(kind: string, ...parts: readonly string[]): string {
  return [kind, ...parts.map((part) => part.replaceAll('%', '%25').replaceAll(':', '%3A'))].join(':');
}

/** Kind and parts of an id, of whatever making. */
export function partsOf(id: string): readonly string[] {
  return id.split(':').map((part) => part.replaceAll('%3A', ':').replaceAll('%25', '%'));
}
