import type { Confidence } from '../../../model/workflow.ts';
import type { Command } from '../shell/commands.ts';

/** Programs that execute what lies in the folder they are started in: scripts, build files, configuration that is code. */
const EXECUTES: ReadonlySet<string> = new Set(
  (
    'make gmake cmake ninja npm npx pnpm yarn bun bunx node deno ' +
    'corepack gradle gradlew mvn mvnw ant sbt lein bazel bazelisk buck2 pants ' +
    'tox nox python python3 pytest poetry pipenv hatch pdm pre-commit mkdocs sphinx-build ' +
    'bundle rake ruby gem perl php composer cargo just task mage invoke ' +
    'eslint jest vitest webpack vite tsx ts-node playwright cypress lerna nx turbo ' +
    'goreleaser ko skaffold earthly dagger nix nix-build nix-shell dotnet msbuild swift xcodebuild ' +
    'fastlane pod mix rebar3 stack cabal dune opam zig act ansible-playbook packer ' +
    'vagrant molecule bats ginkgo phpunit rspec jekyll hugo'
  ).split(' '),
);

/** Programs that run what stands behind `--`. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'tfcmt',
  'github-comment',
  'op',
  'doppler',
  'aws-vault',
  'chamber',
  'infisical',
  'dotenv',
  'xvfb-run',
]);

const SHELLS: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'zsh',
  'dash',
  'ksh',
  'source',
  '.',
  'pwsh',
  'fish',
]);

/** How a command executes what lies in the working folder, if it does. */
export function executes(
  command: Command,
): { readonly how: string; readonly confidence: Confidence } | undefined {
  const [first, second, third] = command.words.map((word) => word.text);
  if (first === undefined) return undefined;
  const program = first.slice(first.lastIndexOf('/') + 1);
  const behind = WRAPPERS.has(program) ? command.words.findIndex((word) => word.text === '--') : -1;
  if (behind > 0) return executes({ ...command, words: command.words.slice(behind + 1) });
  if (first.startsWith('./') || first.startsWith('../')) return { how: first, confidence: 'certain' };
  if (SHELLS.has(program)) return shell(program, second);
  if (program === 'pip' || program === 'pip3' || program === 'uv') return pip(program, command);
  if (program === 'go') return go(second);
  if (program === 'docker' || program === 'podman' || program === 'buildah')
    return docker(program, second, third);
  if (program === 'terraform' || program === 'tofu' || program === 'terragrunt') {
    const verb = command.words.slice(1).find((word) => !word.text.startsWith('-'))?.text;
    return runsTerraform(verb) ? { how: `${program} ${verb}`, confidence: 'certain' } : undefined;
  }
  if (program === 'python' || program === 'python3' || program === 'node') {
    return second === '-c' || second === '-e' || second === '--version' || second === '-V' || second === '-'
      ? undefined
      : { how: [program, second].join(' '), confidence: 'certain' };
  }
  if (!EXECUTES.has(program) || second === '--version' || second === '-v') return undefined;
  if ((program === 'npm' || program === 'yarn' || program === 'pnpm') && isGlobal(command)) return undefined;
  return { how: second === undefined ? program : `${program} ${second}`, confidence: 'certain' };
}

function shell(program: string, script: string | undefined): ReturnType<typeof executes> {
  if (script === undefined || script.startsWith('-') || script.startsWith('/') || script.startsWith('$'))
    return undefined;
  return script.startsWith('<') ? undefined : { how: `${program} ${script}`, confidence: 'certain' };
}

/** Installing by name runs code of the index, not of the folder. */
function pip(program: string, command: Command): ReturnType<typeof executes> {
  const words = command.words.map((word) => word.text);
  if (program === 'uv' && (words[1] === 'run' || words[1] === 'sync'))
    return { how: `uv ${words[1]}`, confidence: 'certain' };
  const local = words.find(
    (word) => word === '.' || word.startsWith('./') || word.startsWith('.[') || word === '-e',
  );
  if (local !== undefined) return { how: `${program} install ${local}`, confidence: 'certain' };
  const listed = words.includes('-r') || words.includes('--requirement');
  return listed ? { how: `${program} install -r`, confidence: 'certain' } : undefined;
}

function go(verb: string | undefined): ReturnType<typeof executes> {
  const runs = verb === 'run' || verb === 'test' || verb === 'generate' || verb === 'tool';
  return runs
    ? { how: `go ${verb}`, confidence: 'certain' }
    : verb === 'build'
      ? { how: 'go build', confidence: 'guess' }
      : undefined;
}

function docker(
  program: string,
  verb: string | undefined,
  next: string | undefined,
): ReturnType<typeof executes> {
  if (verb === 'build' || verb === 'compose') return { how: `${program} ${verb}`, confidence: 'certain' };
  if (verb === 'buildx' && (next === 'build' || next === 'bake'))
    return { how: `${program} buildx ${next}`, confidence: 'certain' };
  return undefined;
}

function runsTerraform(verb: string | undefined): boolean {
  return verb === 'init' || verb === 'plan' || verb === 'apply' || verb === 'destroy' || verb === 'validate';
}

function isGlobal(command: Command): boolean {
  const words = command.words.map((word) => word.text);
  return (
    words.includes('-g') ||
    words.includes('--global') ||
    words[1] === 'config' ||
    words[1] === 'view' ||
    words[1] === 'login'
  );
}

/** Actions that build or run what was checked out. */
const RUNNING_ACTIONS: ReadonlyMap<string, Confidence> = new Map([
  ['docker/build-push-action', 'certain'],
  ['docker/bake-action', 'certain'],
  ['pre-commit/action', 'certain'],
  ['cypress-io/github-action', 'certain'],
  ['bahmutov/npm-install', 'certain'],
  ['goreleaser/goreleaser-action', 'certain'],
  ['gradle/gradle-build-action', 'likely'],
  ['golangci/golangci-lint-action', 'likely'],
  ['sonarsource/sonarcloud-github-action', 'likely'],
  ['github/codeql-action/autobuild', 'certain'],
  ['ruby/setup-ruby', 'likely'],
  ['super-linter/super-linter', 'likely'],
  ['pypa/cibuildwheel', 'certain'],
  ['helm/chart-testing-action', 'guess'],
]);

export function actionExecutes(name: string, path: string): Confidence | undefined {
  return RUNNING_ACTIONS.get(path === '' ? name : `${name}/${path.toLowerCase()}`);
}
