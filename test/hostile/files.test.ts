import { describe } from 'vitest';
import { JSON_CASES } from './cases/json.ts';
import { KUSTOMIZE_CASES } from './cases/kustomize.ts';
import { LINK_CASES } from './cases/links.ts';
import { PIPELINE_CASES } from './cases/pipelines.ts';
import { YAML_CASES } from './cases/yaml.ts';
import { holdAll } from './support/walk.ts';

describe('hostile YAML', () => {
  holdAll(YAML_CASES);
});
describe('hostile JSON', () => {
  holdAll(JSON_CASES);
});
describe('hostile kustomizations', () => {
  holdAll(KUSTOMIZE_CASES);
});
describe('hostile links', () => {
  holdAll(LINK_CASES);
});
describe('hostile pipelines and owners', () => {
  holdAll(PIPELINE_CASES);
});
