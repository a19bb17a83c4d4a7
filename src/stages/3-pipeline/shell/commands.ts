/** A word of a script without its quotes; offsets are the script's. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A simple command: words up to the next operator. `piped` = its input is the previous command's output. */
export interface Command {
  readonly words: readonly Word[];
  readonly piped: boolean;
  readonly start: number;
  readonly end: number;
}

const BEFORE: ReadonlySet<string> = new Set([
  'sudo',
  'env',
  'exec',
  'time',
  'command',
  'nohup',
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  'xargs',
  'eval',
  'retry',
]);
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;
const MOST = 5_000;

/**
 * Splits a POSIX-like script into simple commands. Quotes, comments, continued lines, pipes, lists, groups,
 * substitutions and here-documents are understood; anything finer is not, so the answer is a good guess.
 */
export function commandsOf(script: string): readonly Command[] {
  const commands: Command[] = [];
  const state = { words: [] as Word[], piped: false };
  const finish = (piped: boolean): void => {
    const words = strip(state.words);
    const [first] = words;
    const last = words.at(-1);
    if (first !== undefined && last !== undefined) {
      commands.push({ words, piped: state.piped, start: first.start, end: last.end });
    }
    state.words = [];
    state.piped = piped;
  };
  let at = 0;
  let heredoc: string | undefined;
  /** For each open substitution, the quote it stands in. */
  const open: string[] = [];
  while (at < script.length && commands.length < MOST) {
    const character = script.charAt(at);
    if (character === '\\' && script[at + 1] === '\n') at += 2;
    else if (character === '\n') {
      finish(false);
      at++;
      if (heredoc !== undefined) {
        at = afterHeredoc(script, at, heredoc);
        heredoc = undefined;
      }
    } else if (character === ' ' || character === '\t' || character === '\r') at++;
    else if (character === '#') at = endOfLine(script, at);
    else if (character === '|' && script[at + 1] !== '|') {
      finish(true);
      at += script[at + 1] === '&' ? 2 : 1;
    } else if (character === '&' && script[at + 1] === '>') at += 2;
    else if (';&|()`'.includes(character)) {
      finish(false);
      at++;
    } else if (character === '$' && script[at + 1] === '(') {
      finish(false);
      at += 2;
    } else if (script.startsWith('<<', at) && script[at + 2] !== '<') {
      const word = wordAt(script, at + 2 + (script[at + 2] === '-' ? 1 : 0));
      heredoc = word.text;
      at = word.end;
    } else {
      const word = wordAt(script, at);
      if (word.end === at) at++;
      else {
        state.words.push(word);
        at = word.end;
        if (word.quote !== '') {
          finish(false);
          at = substitution(script, at, open, word.quote);
        }
      }
    }
  }
  finish(false);
  return commands;
}

/** Enters `$(`, so that what it runs is seen as a command; a text that ends inside a quote stays where it is. */
function substitution(script: string, at: number, open: string[], quote: string): number {
  if (!script.startsWith('$(', at)) return at;
  open.push(quote);
  return at + 2;
}

/** Reads one word; `$(` ends it. `quote` is what the word ended in, where it did not end itself. */
function wordAt(script: string, from: number, inside = ''): Word & { readonly quote: string } {
  let at = from;
  if (inside === '') while (script[at] === ' ') at++;
  const start = at;
  let text = '';
  let quote = inside;
  for (; at < script.length; at++) {
    const character = script.charAt(at);
    if (script.startsWith('${{', at)) {
      const close = script.indexOf('}}', at);
      const end = close === -1 ? script.length : close + 2;
      text += script.slice(at, end);
      at = end - 1;
    } else if (quote === "'") {
      if (character === "'") quote = '';
      else text += character;
    } else if (character === '$' && script[at + 1] === '(' && script[at + 2] !== '(') break;
    else if (quote === '"') {
      if (character === '"') quote = '';
      else {
        if (character === '\\') at++;
        text += script.charAt(at);
      }
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '\\') {
      if (script[at + 1] === '\n') break;
      text += script.charAt(++at);
    } else if (' \t\r\n;&|()`'.includes(character)) break;
    else text += character;
  }
  return { text, start, end: Math.min(at, script.length), quote: at < script.length ? quote : '' };
}

/** Drops assignments and words that only introduce a command. */
function strip(words: readonly Word[]): readonly Word[] {
  let from = 0;
  for (; from < words.length; from++) {
    const text = words[from]?.text ?? '';
    if (ASSIGNMENT.test(text) || BEFORE.has(text)) continue;
    if (from > 0 && text.startsWith('-') && BEFORE.has(words[from - 1]?.text ?? '')) continue;
    if (text === 'timeout') {
      from++;
      continue;
    }
    break;
  }
  return words.slice(from);
}

function endOfLine(script: string, at: number): number {
  const end = script.indexOf('\n', at);
  return end === -1 ? script.length : end;
}

function afterHeredoc(script: string, from: number, end: string): number {
  let at = from;
  while (at < script.length) {
    const stop = endOfLine(script, at);
    if (script.slice(at, stop).trim() === end) return stop;
    at = stop + 1;
  }
  return script.length;
}
