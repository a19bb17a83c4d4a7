import type { ExpectedFinding } from './expected.ts';
import type { History } from './history/replay.ts';
import type { Plant } from './plants/plant.ts';

/** Where a plant ended up. `evidence` are the files under `evidence/`. Throws `RangeError` where it is not to be found. */
export function expectedOf(
  plant: Plant,
  history: History,
  evidence: ReadonlyMap<string, string>,
): ExpectedFinding {
  const { id, weakness, control, also = [], repository, subject } = plant;
  return {
    id,
    weakness,
    control,
    also,
    repository,
    ...where(plant, history, evidence),
    ...(subject === undefined ? {} : { subject }),
  };
}

function where(
  { id, place }: Plant,
  history: History,
  evidence: ReadonlyMap<string, string>,
): Pick<ExpectedFinding, 'path' | 'line' | 'commit' | 'landing' | 'pullRequest'> {
  if (place.kind === 'file')
    return { path: place.path, line: lineOf(history.files.get(place.path), place.text, id) };
  if (place.kind === 'evidence')
    return { path: `evidence/${place.path}`, line: lineOf(evidence.get(place.path), place.text, id) };
  const landed = history.plants.get(id);
  const commit = place.kind === 'landing' ? landed?.commit : landed?.offered[place.commit];
  if (landed === undefined || commit === undefined) throw new RangeError(`The change of ${id} did not land.`);
  const { pullRequest } = landed;
  return { commit, landing: landed.commit, ...(pullRequest === undefined ? {} : { pullRequest }) };
}

/** The number of the line on which a text begins that is there once. */
function lineOf(file: string | undefined, text: string, id: string): number {
  const [before, , ...more] = (file ?? '').split(text);
  if (file === undefined || before === undefined || before === file || more.length > 0)
    throw new RangeError(`The text that ${id} planted is not there once.`);
  return before.split('\n').length;
}
