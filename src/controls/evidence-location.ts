import { fileLocation, type Location } from '../model/location.ts';

/** Where a forge's settings of a repository stand: the evidence file that bears its name, of which no lines are known. */
export function evidenceLocation(repository: string): Location {
  return fileLocation({ path: `evidence/forge/${repository}.json`, repository });
}
