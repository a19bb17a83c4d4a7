import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readProjectFile, run } from './support/project.ts';

interface Packed {
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readProjectFile('package.json')) as Manifest;

describe('the package', () => {
  const packed = run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error']);
  const answer = JSON.parse(packed.stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const [first] = Object.values(answer) as readonly Packed[];
  const paths = first?.files.map((file) => file.path) ?? [];

  test('holds the command, the compiled code and the papers, and nothing else', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/mainward.js',
        'dist/entrypoints/cli/main.js',
        'dist/controls/registry.generated.js',
        'dist/console/index.html',
        'dist/console/THIRD-PARTY.txt',
        'schema/forge-evidence.json',
        'schema/policy.json',
        'schema/scan.json',
        'deploy/broker/accounts.yaml',
        'deploy/flux/accounts.yaml',
        'deploy/guard/accounts.yaml',
        'deploy/guard/policy.yaml',
        'deploy/guard/registrar.yaml',
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'package.json',
      ]),
    );
    const odd = paths.filter(
      (path) =>
        !/^(bin\/mainward\.js|dist\/.+\.js|dist\/console\/(index\.html|THIRD-PARTY\.txt|assets\/[\w-]+(\.min-[\w-]+)?\.(svg|css|(js|css)\.br))|schema\/[a-z-]+\.json|deploy\/[a-z]+\/[a-z-]+\.yaml|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(
          path,
        ),
    );
    expect(odd).toEqual([]);
    expect(paths.filter((path) => /\.test\.js$|fixtures|testdata/.test(path))).toEqual([]);
  });

  test('has no compiled file whose source is gone', () => {
    const orphans = paths
      .filter((path) => path.startsWith('dist/') && !path.startsWith('dist/console/'))
      .filter((path) => !existsSync(join(ROOT, path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'))));
    expect(orphans).toEqual([]);
  });

  test('lists what the console is made of, what runs in its workers too', () => {
    const listed = readProjectFile('dist/console/THIRD-PARTY.txt');
    for (const name of [
      'react-dom',
      '@tanstack/react-router',
      '@base-ui/react',
      'tailwindcss',
      'lucide-react',
    ])
      expect(listed).toMatch(new RegExp(`^${name} \\d`, 'm'));
    const hasElk = paths.some((path) => path.startsWith('dist/console/assets/elk'));
    expect(/^elkjs \d\S*, EPL-2\.0/m.test(listed)).toBe(hasElk);
  });

  test('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });
});

/** Starts the command as if `node` had another version. */
function startOn(version: string): {
  readonly status: number | null;
  readonly err: string;
  readonly out: string;
} {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  const { status, stderr, stdout } = run('node', ['--import', preload, 'bin/mainward.js', '--version']);
  return { status, err: stderr, out: stdout };
}

/** The modules of ours (below `dist`) and the packages that a start loads. */
function loadedBy(flag: string): readonly string[] {
  const watch = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error(url); return next(url, context); } });`;
  const preload = `data:text/javascript,${encodeURIComponent(watch)}`;
  const { stderr } = run('node', ['--import', preload, 'bin/mainward.js', flag]);
  const names: readonly string[] = stderr.split('\n').flatMap((url) => {
    const [, own, dependency] = /\/dist\/(.+\.js)$|\/node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(url) ?? [];
    return dependency ?? own ?? [];
  });
  return names.filter((name, index) => names.indexOf(name) === index).toSorted();
}

describe('the command', () => {
  test('is bound to the lines of Node that the manifest names', () => {
    expect(manifest.engines.node).toBe('^22.22.2 || ^24.0.0 || >=26');
  });

  test.each(['22.22.2', '22.23.0', '24.0.0', '26.0.0', '27.1.0'])('starts on Node %s', (version) => {
    expect(startOn(version)).toEqual({ status: 0, out: `${manifest.version}\n`, err: '' });
  });

  test.each(['8.17.0', '20.20.2', '22.22.1', '22.9.9', '23.11.0', '25.2.0'])(
    'says in one line that Node %s will not do, and exits with 2',
    (version) => {
      const { status, out, err } = startOn(version);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/^error\[NODE_TOO_OLD\]: .* this is Node \S+\.\n$/);
      expect(err).toContain(version);
    },
  );

  test('is written in words that an old Node can parse', () => {
    const text = readProjectFile('bin/mainward.js').replace(/^\s*\/\/.*$/gm, '');
    expect(text).not.toMatch(/\b(const|let|class|async|await)\b|=>|\?\.|\?\?|\$\{/);
  });

  test('loads nothing but itself to say its version, and no command to print its help', () => {
    expect(loadedBy('--version')).toEqual(['entrypoints/cli/main.js', 'model/errors.js']);
    const forHelp = loadedBy('--help');
    expect(forHelp).toContain('commander');
    expect(
      forHelp.filter((name) =>
        /commands\/|^(controls|flows|adapters|chain|stages)\/|^(yaml|zod)$/.test(name),
      ),
    ).toEqual([]);
  });

  test('says that a full disk took its answer, and does not call it a violation', () => {
    const full = run('bash', ['-c', 'node bin/mainward.js --help > /dev/full']);
    expect(full.stderr).toContain('error[OUTPUT_FAILED]');
    expect(full.status).toBe(2);
  });

  test('ends in 70, not in 1, on a failure that nobody awaited', () => {
    const late = "process.once('beforeExit', () => { throw new Error('late'); });";
    const preload = `data:text/javascript,${encodeURIComponent(late)}`;
    const { status, stderr } = run('node', ['--import', preload, 'bin/mainward.js', '--help']);
    expect(stderr).toContain("a defect of Mainward's: Error: late");
    expect(status).toBe(70);
  });

  test('does not mind that nobody reads on', () => {
    const pipe = run('bash', ['-c', 'set -o pipefail; node bin/mainward.js --help | true']);
    expect({ status: pipe.status, err: pipe.stderr }).toEqual({ status: 0, err: '' });
  });
});
