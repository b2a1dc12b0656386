import { expect, it } from 'vitest';
import { identifierNames, parseIdentifierName } from '../../src/domain/customer.js';
import { wireIdentifierName } from '../../src/wire/identifier-names.js';

it.each(identifierNames)('the spelling of %s on the wire is read as the same kind', (name) => {
  expect(parseIdentifierName(wireIdentifierName(name))).toBe(name);
});

it('an unknown name stays as it is on the wire', () => {
  expect(wireIdentifierName('cardNumber')).toBe('cardNumber');
});
