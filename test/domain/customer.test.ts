import { describe, expect, it } from 'vitest';
import {
  idNamedBy,
  customerSources,
  identifierNames,
  MAX_IDENTIFIER_LENGTH,
  parseIdentifierName,
  parseSource,
} from '../../src/domain/customer.js';

/** The sources that the platform's documentation lists for this operation, and the two of its sibling operations. */
const documentedSources = [
  'FACEBOOK',
  'WEB_ENGAGE',
  'INSTORE',
  'MARTJACK',
  'TMALL',
  'TAOBAO',
  'JD',
  'ECOMMERCE',
  'WEBSITE',
  'LINE',
  'ALL',
  'WECHAT',
  'MOBILE_APP',
];

/** One text in the ways in which callers write it. */
function waysToWrite(text: string): string[] {
  return [text, text.toLowerCase(), text.charAt(0) + text.slice(1).toLowerCase()];
}

describe('a source', () => {
  it('is one of those that are documented', () => {
    expect([...customerSources].sort()).toEqual(documentedSources.sort());
  });

  it.each(documentedSources.flatMap((source) => waysToWrite(source).map((text) => [text, source])))(
    'written %s is %s',
    (text, source) => {
      expect(parseSource(text)).toBe(source);
    },
  );

  it.each([
    '',
    ' ',
    'INSTORE ',
    ' INSTORE',
    'IN STORE',
    'WEB-ENGAGE',
    'GOOGLE',
    'INSTORE,ALL',
    'constructor',
  ])('written "%s" is unknown', (text) => {
    expect(parseSource(text)).toBeNull();
  });
});

describe('a letter that is not ASCII', () => {
  it.each(['lıne', 'ınstore', 'inſtore', 'webſite'])('does not make the source %s', (text) => {
    expect(parseSource(text)).toBeNull();
  });

  it.each(['ıd', 'mobıle', 'emaıl'])('does not make the identifier name %s', (text) => {
    expect(parseIdentifierName(text)).toBeNull();
  });
});

describe('the name of an identifier', () => {
  it.each(identifierNames.flatMap((name) => waysToWrite(name).map((text) => [text, name])))(
    'written %s is %s',
    (text, name) => {
      expect(parseIdentifierName(text)).toBe(name);
    },
  );

  it.each(['externalId', 'externalid', 'EXTERNALID', 'external_id'])('written %s is EXTERNAL_ID', (text) => {
    expect(parseIdentifierName(text)).toBe('EXTERNAL_ID');
  });

  it.each([
    '',
    ' ',
    'mobile ',
    'phone',
    'external id',
    'external-id',
    'e_mail',
    'customerId',
    'e-mail',
    'toString',
  ])('written "%s" is unknown', (text) => {
    expect(parseIdentifierName(text)).toBeNull();
  });
});

it('the identifier of a customer has 255 characters at most', () => {
  expect(MAX_IDENTIFIER_LENGTH).toBe(255);
});

it.each([
  ['ID', '7', '7'],
  ['ID', 'seven', null],
  ['MOBILE', '7', null],
] as const)(
  'a key of the kind %s with the value %s names the customer by the id %s',
  (identifierName, value, id) => {
    expect(idNamedBy({ identifierName, value, source: 'INSTORE' })).toBe(id);
  },
);
