import { describe } from 'vitest';
import { CONFIG_CASES } from './cases/config.ts';
import { OBJECT_CASES } from './cases/objects.ts';
import { SHAPE_CASES } from './cases/shapes.ts';
import { holdAll } from './support/walk.ts';

describe('hostile configuration', () => {
  holdAll(CONFIG_CASES);
});
describe('hostile objects', () => {
  holdAll(OBJECT_CASES);
});
describe('unusual repositories', () => {
  holdAll(SHAPE_CASES);
});
