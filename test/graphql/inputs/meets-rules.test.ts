import {
  ArrayMaxSize,
  ArrayMinSize,
  IsNotEmpty,
  Matches,
  registerDecorator,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from 'vitest';
import { surelyMeetsRules } from '../../../src/graphql/inputs/meets-rules.js';

class Customer {
  @IsNotEmpty()
  name: unknown = 'a';
}

class Call {
  @IsNotEmpty()
  programId: unknown = '1';

  @ValidateIf(({ promoIdentifier }: Call) => !promoIdentifier)
  @IsNotEmpty()
  promotionId: unknown = '2';

  promoIdentifier: unknown = null;

  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  customers: unknown = [new Customer()];
}

function call(changes: object): Call {
  return Object.assign(new Call(), changes);
}

const nameless = Object.assign(new Customer(), { name: '' });

describe('an object surely meets the rules of its class', () => {
  it.each([
    ['when all of them are met', {}],
    ['when a condition makes one not count', { promotionId: '', promoIdentifier: 'spring' }],
    ['up to the bounds of a list', { customers: [new Customer(), new Customer()] }],
  ])('%s', (_, changes) => {
    expect(surelyMeetsRules(call(changes))).toBe(true);
  });

  it.each([
    ['when one is not', { programId: '' }],
    ['when one counts by its condition and is not met', { promotionId: '' }],
    ['with too short a list', { customers: [] }],
    ['with too long a list', { customers: [new Customer(), new Customer(), new Customer()] }],
    ['with no list at all', { customers: null }],
    ['when a member of a list does not meet its own', { customers: [new Customer(), nameless] }],
    ['when a member of a list is of no class that declares any', { customers: [JSON.parse('{"name":"a"}')] }],
    ['when a member of a list is nothing', { customers: [null] }],
  ])('but not %s', (_, changes) => {
    expect(surelyMeetsRules(call(changes))).toBe(false);
  });
});

describe('inputs that only class-validator can judge are not decided early', () => {
  class EachMatches {
    @Matches(/a/, { each: true })
    names = ['a'];
  }
  class EachIsNotEmpty {
    @IsNotEmpty({ each: true })
    names = [''];
  }
  class OneNested {
    @ValidateNested()
    customer = new Customer();
  }
  class Asynchronous {
    @later
    name = 'a';
  }
  function later(target: object, propertyName: string): void {
    const validator = { async: true, validate: () => Promise.resolve(true) };
    registerDecorator({ name: 'later', target: target.constructor, propertyName, async: true, validator });
  }

  it.each([
    ['a rule for each item', new EachMatches()],
    ['a rule for each item that the list itself meets', new EachIsNotEmpty()],
    ['a nested object', new OneNested()],
    [
      'a list where one nested object is declared',
      Object.assign(new OneNested(), { customer: [new Customer()] }),
    ],
    ['a rule that takes its time', new Asynchronous()],
    ['an object of no class', {}],
    ['nothing', null],
    ['a text', 'a'],
  ])('%s', (_, object) => {
    expect(surelyMeetsRules(object)).toBe(false);
  });
});
