import { isListType, isNonNullType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { pages } from '../../../src/graphql/documents/limit-lists.js';
import { createSchema } from '../../../src/graphql/schema.js';

it('every page of the schema weighs as many items as its default size', () => {
  const fields = Object.values(createSchema().getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()));
  const sizes = fields.flatMap(({ name, args }) => {
    const first = args.find((argument) => argument.name === 'first');
    return first ? [[name, first.defaultValue] as const] : [];
  });
  expect(Object.fromEntries(sizes)).toEqual(Object.fromEntries(pages));
});

it('every list of the schema that is no page is known to the limit', () => {
  const types = Object.values(createSchema().getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && !/(Connection|Edge)$/.test(type.name),
  );
  const lists = types.flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) => {
          const inner = isNonNullType(field.type) ? field.type.ofType : field.type;
          return isListType(inner) ? [field.name] : [];
        })
      : [],
  );
  expect(new Set(lists)).toEqual(
    new Set([
      'results',
      'promotionErrors',
      '_entities',
      'warnings',
      'availability',
      'field',
      'revokedEarnedIds',
      'access',
      'nodes',
    ]),
  );
});
