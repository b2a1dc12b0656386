/** Converts mobiles between the earlier and the current numbering plans of their countries. */

/** A change of a numbering plan, after which the same subscriber has the new number. */
interface Renumbering {
  readonly countryCode: string;
  readonly before: RegExp;
  readonly renumber: (number: string) => string;
  /** The inverse of `renumber`; its result is meaningless for numbers that were not renumbered. */
  readonly restore: (number: string) => string;
}

/** The prefix that the operator of an Ivorian mobile added; the second digit identifies the operator. */
const ivorianPrefix = (number: string) =>
  /^225\d[0-3]/.test(number) ? '01' : /^225\d[4-6]/.test(number) ? '05' : '07';

/** The old and the new prefixes of Vietnamese mobiles, after the country code. */
const vietnamesePrefixes: readonly (readonly [string, string])[] = [
  ...['120 70', '121 79', '122 77', '126 76', '128 78'],
  ...['123 83', '124 84', '125 85', '127 81', '129 82'],
  ...['162 32', '163 33', '164 34', '165 35', '166 36', '167 37', '168 38', '169 39'],
  ...['186 56', '188 58', '199 59'],
].map((pair) => [pair.slice(0, 3), pair.slice(4)] as const);
const newVietnamesePrefix = new Map(vietnamesePrefixes);
const oldVietnamesePrefix = new Map(vietnamesePrefixes.map(([before, after]) => [after, before]));

/** The list omits Gabon, which renumbered in 2019: its old numbers still count as valid. */
const renumberings: readonly Renumbering[] = [
  // Mexico, 2019: the 1 that marked mobiles behind the country code was dropped, and 044 and 045 within the country.
  {
    countryCode: '52',
    before: /^52(?:1|04[45])[2-9]\d{9}$/,
    renumber: (number) => `52${number.slice(-10)}`,
    restore: (number) => `521${number.slice(2)}`,
  },
  // Ivory Coast, 2021: from eight digits to ten.
  {
    countryCode: '225',
    before: /^225(?:0[1-9]|[457]\d|6[4-8]|8[4-9]|9[4-8])\d{6}$/,
    renumber: (number) => `225${ivorianPrefix(number)}${number.slice(3)}`,
    restore: (number) => `225${number.slice(5)}`,
  },
  // Benin, 2024: added 01 before all numbers.
  {
    countryCode: '229',
    before: /^229[24-69]\d{7}$/,
    renumber: (number) => `22901${number.slice(3)}`,
    restore: (number) => `229${number.slice(5)}`,
  },
  // Brazil, 2012 to 2016: added 9 before mobiles. Some that begin with 7 kept their numbers.
  {
    countryCode: '55',
    before: /^55[1-9][1-9][689]\d{7}$/,
    renumber: (number) => `${number.slice(0, 4)}9${number.slice(4)}`,
    restore: (number) => `${number.slice(0, 4)}${number.slice(5)}`,
  },
  // Vietnam, 2018: from ten digits to nine.
  {
    countryCode: '84',
    before: /^84(?:12\d|16[2-9]|18[68]|199)\d{7}$/,
    renumber: (number) => `84${newVietnamesePrefix.get(number.slice(2, 5)) ?? ''}${number.slice(5)}`,
    restore: (number) => `84${oldVietnamesePrefix.get(number.slice(2, 4)) ?? ''}${number.slice(4)}`,
  },
  // Cameroon, 2014: added 6 before mobiles.
  {
    countryCode: '237',
    before: /^237[579]\d{7}$/,
    renumber: (number) => `2376${number.slice(3)}`,
    restore: (number) => `237${number.slice(4)}`,
  },
  // Ecuador, 2012: added 9 before mobiles.
  {
    countryCode: '593',
    before: /^593[89]\d{7}$/,
    renumber: (number) => `5939${number.slice(3)}`,
    restore: (number) => `593${number.slice(4)}`,
  },
];

/** The number that a subscriber has today, by the one that it may have had before, with a trunk prefix or without. */
export function newestNumber(number: string): string {
  return renumbered(number) ?? renumbered(withoutZero(number)) ?? number;
}

function renumbered(number: string): string | undefined {
  return renumberings.find(({ before }) => before.test(number))?.renumber(number);
}

/** Numbering plans of today no longer find the trunk prefix of a number of before. */
function withoutZero(number: string): string {
  const plan = renumberings.find(({ countryCode }) => number.startsWith(`${countryCode}0`));
  return plan ? plan.countryCode + number.slice(plan.countryCode.length + 1) : number;
}

/** Lists the earlier numbers of a subscriber. */
export function olderNumbers(number: string): string[] {
  return renumberings
    .filter(({ countryCode }) => number.startsWith(countryCode))
    .filter(({ before, renumber, restore }) => {
      const restored = restore(number);
      return before.test(restored) && renumber(restored) === number;
    })
    .map(({ restore }) => restore(number));
}
