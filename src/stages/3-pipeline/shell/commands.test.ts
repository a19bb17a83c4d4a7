import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf } from './commands.ts';

function words(script: string): readonly (readonly string[])[] {
  return commandsOf(script).map((command) => command.words.map((word) => word.text));
}

describe('commands of a script', () => {
  it.each<[string, readonly (readonly string[])[]]>([
    ['make all', [['make', 'all']]],
    ['make && npm ci; echo x', [['make'], ['npm', 'ci'], ['echo', 'x']]],
    ['curl x | bash', [['curl', 'x'], ['bash']]],
    ['# make\nmake', [['make']]],
    ['echo "a b" \'c;d\'', [['echo', 'a b', 'c;d']]],
    ['make \\\n  all', [['make', 'all']]],
    ['A=1 sudo make', [['make']]],
    ['if make; then ls; fi', [['make'], ['ls'], ['fi']]],
  ])('%j', (script, expected) => {
    expect(words(script)).toEqual(expected);
  });

  it('stand where the script has them, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab \n;&|"\'\\$(){}#<>='), maxLength: 60 }),
        (script) => {
          for (const command of commandsOf(script)) {
            expect(command.start).toBeLessThanOrEqual(command.end);
            expect(command.end).toBeLessThanOrEqual(script.length);
            expect(command.words.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
