import { describe } from 'vitest';
import { JSON_CASES } from './cases/json.ts';
import { KUSTOMIZE_CASES } from './cases/kustomize.ts';
import { LINK_CASES } from './cases/links.ts';
import { PIPELINE_CASES } from './cases/pipelines.ts';
import { YAML_CASES } from './cases/yaml.ts';
import { holdScan } from './support/walk.ts';

describe('hostile YAML', () => {
  holdScan(YAML_CASES);
});
describe('hostile JSON', () => {
  holdScan(JSON_CASES);
});
describe('hostile kustomizations', () => {
  holdScan(KUSTOMIZE_CASES);
});
describe('hostile links', () => {
  holdScan(LINK_CASES);
});
describe('hostile pipelines and owners', () => {
  holdScan(PIPELINE_CASES);
});
