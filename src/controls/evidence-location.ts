import { fileLocation, type Location } from '../model/location.ts';

/** Where a forge's settings of a repository would stand, where the evidence itself does not say. */
export function evidenceLocation(repository: string): Location {
  return fileLocation({ path: `evidence/forge/${repository}.json` });
}
