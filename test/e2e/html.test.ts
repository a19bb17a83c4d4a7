import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileReport } from '../../src/reports/fixtures/hostile.ts';
import { renderHtml } from '../../src/reports/html/page.ts';
import { ROOT, run } from '../support/project.ts';

interface Opened {
  /** The document after its scripts ran. */
  readonly dom: string;
  /** What the page's console said: errors, and everything that its policy refused. */
  readonly complaints: readonly string[];
}

let folder: string;
let report: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-html-'));
  report = join(folder, 'report.html');
  run('node', [join(ROOT, 'bin/mainward.js'), 'demo', '--out', join(folder, 'acme')]);
  run('node', [
    join(ROOT, 'bin/mainward.js'),
    'scan',
    ...['infrastructure', 'app-loyalty'].map((name) => join(folder, 'acme', name)),
    '--evidence',
    join(folder, 'acme/evidence'),
    '-q',
    '-o',
    `html=${report}`,
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(file: string): Opened {
  const browser = run('chromium', [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    `--user-data-dir=${join(folder, 'profile')}`,
    '--enable-logging=stderr',
    '--dump-dom',
    `file://${file}`,
  ]);
  expect(browser.error).toBeUndefined();
  return {
    dom: browser.stdout,
    complaints: browser.stderr.split('\n').filter((line) => /CONSOLE|Content Security Policy/.test(line)),
  };
}

describe('the HTML report in a browser', () => {
  test('shows the answer, the graph and the table, and breaks no rule of its own', () => {
    const { dom, complaints } = open(report);
    expect(complaints).toEqual([]);
    expect(dom).toMatch(/<h1>[^<]*production[^<]*<\/h1>/);
    expect(dom).toMatch(/<svg viewBox[\s\S]*class="lane"[^>]*>commit<[\s\S]*class="box target"/);
    const rows = dom.match(/<tr data-severity=/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(0);
    expect(dom).toMatch(new RegExp(`id="shown" role="status">${rows}<`));
    expect(dom).toContain('<div class="filters" id="filters">');
  });

  test('filters by words and by severity', () => {
    const page = readFileSync(report, 'utf8');
    const typed =
      "var f=document.getElementById('filter');f.value='no such word';f.dispatchEvent(new Event('input'))";
    const driven = join(folder, 'driven.html');
    const free = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    writeFileSync(driven, free.replace('</body>', `<script>${typed}</script></body>`));
    const { dom } = open(driven);
    expect(dom).toMatch(/id="shown" role="status">0 of \d+</);
    expect(dom.match(/<tr data-severity="[^"]*" data-verdict="[^"]*"(?! hidden)/g)).toBeNull();
    expect(dom).toMatch(/id="none"(?! hidden)/);
  });

  test('is all there without JavaScript', () => {
    const still = join(folder, 'still.html');
    writeFileSync(still, readFileSync(report, 'utf8').replace(/<script>[\s\S]*?<\/script>/, ''));
    const { dom } = open(still);
    expect(dom).toContain('<div class="filters" id="filters" hidden="">');
    expect(dom).toMatch(/<h1>[^<]*production[^<]*<\/h1>/);
    expect(dom).toContain('<tr data-severity=');
    expect(dom).toContain('<ol class="steps">');
  });

  test('would be heard to complain', () => {
    const broken = join(folder, 'broken.html');
    const page = readFileSync(report, 'utf8');
    writeFileSync(broken, page.replace('</main>', '<img src="http://127.0.0.1:9/x.png"></main>'));
    expect(open(broken).complaints.join('\n')).toContain('Content Security Policy');
  });

  test('stays itself, whatever strangers called their files and robots', () => {
    for (const [index, hostile] of fc.sample(hostileReport, 5).entries()) {
      const file = join(folder, `hostile-${index}.html`);
      writeFileSync(file, renderHtml(hostile));
      const { dom, complaints } = open(file);
      expect(complaints).toEqual([]);
      expect(dom).not.toMatch(/<(img|a|iframe|form)\b/);
      expect(dom.match(/<script/g)).toHaveLength(1);
    }
  });
});
