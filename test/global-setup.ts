import { fileURLToPath } from 'node:url';
import { writeRegistry } from '../tools/generate-registry.ts';

/** Tests run against the sources, so the generated registry must be there and current. */
export function setup(): void {
  writeRegistry(fileURLToPath(new URL('../src/controls', import.meta.url)));
}
