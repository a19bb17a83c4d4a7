import { describe } from 'vitest';
import { CONFIG_CASES } from './cases/config.ts';
import { holdAll } from './support/walk.ts';

describe('hostile configuration', () => {
  holdAll(CONFIG_CASES);
});
