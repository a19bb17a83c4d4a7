import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReport } from './fixtures/hostile.ts';
import { HEAL_FINDING, KEY_FINDING, reportOf } from './fixtures/report.ts';
import { renderMarkdown } from './markdown.ts';

/** The cells of a table's row: split where a pipe is not escaped. */
function cells(line: string): readonly string[] {
  return line.slice(1, -1).split(/(?<!\\)(?:\\\\)*\|/);
}

/** The text with our own markup taken away. */
function withoutOwnMarkup(text: string): string {
  return text.replace(/<\/?(?:details|summary|sub|code)>|<br>/g, '').replace(/`[^`\n]*`/g, '');
}

describe('the Markdown report', () => {
  test('says the sentence first, then the table, then what to mend', async () => {
    await expect(renderMarkdown(reportOf({}))).toMatchFileSnapshot('./fixtures/golden/comment.md');
  });

  test('folds what is beyond five controls', () => {
    const findings = Array.from({ length: 7 }, (_, index) => ({
      ...HEAL_FINDING,
      control: `agent/number-${index}`,
      group: `group ${index}`,
    }));
    const [open, folded] = renderMarkdown(reportOf({ findings })).split('<summary>2 more controls violated');
    expect(open?.match(/^\| medium \|/gm)).toHaveLength(5);
    expect(folded?.match(/^\| medium \|/gm)).toHaveLength(2);
  });

  test('notifies nobody, refers to no issue and starts no list', () => {
    const text = renderMarkdown(
      reportOf({ findings: [{ ...KEY_FINDING, message: '- @octocat broke #12' }] }),
    );
    expect(text).toContain('&#8203;- @&#8203;octocat broke \\#&#8203;12');
  });

  test('sets as code what a sentence puts between backticks', () => {
    const text = renderMarkdown(reportOf({ findings: [{ ...KEY_FINDING, message: 'set `a_b` to *' }] }));
    expect(text).toContain('<br>set `a_b` to \\* |');
  });

  test('shows a name with a pipe or a backtick whole', () => {
    const location = { ...HEAL_FINDING.location!, path: 'a|b`c.yaml' };
    expect(renderMarkdown(reportOf({ findings: [{ ...HEAL_FINDING, location }] }))).toContain(
      '<code>infrastructure&#58;a&#124;b&#96;c.yaml&#58;18&#58;1</code>',
    );
  });

  test('keeps its tables whole and lets in no markup, whatever strangers wrote', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderMarkdown(report);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        for (const line of text.split('\n')) {
          if (line.startsWith('|')) expect([3, 4], line).toContain(cells(line).length);
        }
        const foreign = withoutOwnMarkup(text.replace(/\\[^A-Za-z0-9\s]/g, ''));
        expect(foreign).not.toMatch(/[<>`[\]]/);
        expect(foreign).not.toMatch(/@(?!&#8203;)/);
      }),
    );
  });
});
