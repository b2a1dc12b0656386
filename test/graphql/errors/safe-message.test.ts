import { describe, expect, it } from 'vitest';
import { safeMessage } from '../../../src/graphql/errors/safe-message.js';

const LETTERS = 'a'.repeat(60_000);

describe('what graphql-js says is repeated without the text of the caller', () => {
  it.each([
    ['Cannot query field "name" on type "Query".', 'Cannot query field "name" on type "Query".'],
    ['Cannot query field "x919986000586" on type "Query".', 'Cannot query field … on type "Query".'],
    [
      'Field "x1" is not defined by type "Input". Did you mean "id" or "name"?',
      'A field is not defined by type "Input".',
    ],
    [
      'Field "mobil" is not defined by type "Input". Did you mean "mobile"?',
      'Field "mobil" is not defined by type "Input".',
    ],
    [
      'Value "9" does not exist in "Source" enum. Did you mean the enum value "ALL"?',
      'The value does not exist in "Source" enum.',
    ],
    ['Int cannot represent non-integer value: "919986000586"', 'Int cannot represent non-integer value.'],
    ['Expected value of type "Input!", found "919986000586".', 'Expected a value of type "Input!".'],
    [
      'Variable "$input" has an invalid value at "input.customers[3].source"; Text',
      'Variable "$input" has an invalid value at "input.customers[3].source"; Text',
    ],
    ['Syntax Error: Unterminated "asha@shop.example', 'Syntax Error: Unterminated …'],
    ['Syntax Error: Unexpected "asha\\', 'Syntax Error: Unexpected …'],
    ['Maximum call stack size exceeded', 'The document is nested too deeply'],
  ])('%s', (message, safe) => {
    expect(safeMessage(message)).toBe(safe);
  });

  it.each([
    ['a long name', `Cannot query field "${LETTERS}" on type "Query".`, 'Cannot query field …'],
    [
      'a long value',
      `Int cannot represent non-integer value: "${LETTERS}"`,
      'Int cannot represent non-integer value.',
    ],
    [
      'a long name of an input',
      `Field "${LETTERS}" is not defined by type "Input".`,
      'A field is not defined by type "Input".',
    ],
    ['quotes without an end', `Unknown ${'"\\'.repeat(60_000)}`, 'Unknown …'],
    ['a long text without quotes', LETTERS, `${'a'.repeat(1_000)}…`],
  ])('and in a few words, given %s', (_, message, safe) => {
    expect(safeMessage(message)).toBe(safe);
  });
});
