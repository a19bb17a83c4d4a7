import { describe } from 'vitest';
import { CONFIG_CASES } from './cases/config.ts';
import { OBJECT_CASES } from './cases/objects.ts';
import { SHAPE_CASES } from './cases/shapes.ts';
import { holdScan, holdVerify } from './support/walk.ts';

describe('hostile configuration', () => {
  holdScan(CONFIG_CASES);
});
describe('hostile objects', () => {
  holdScan(OBJECT_CASES);
});
describe('unusual repositories', () => {
  holdScan(SHAPE_CASES);
});
describe('mainward verify of all of them', () => {
  holdVerify([...CONFIG_CASES, ...OBJECT_CASES, ...SHAPE_CASES]);
});
