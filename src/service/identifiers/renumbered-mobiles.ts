/** Mobiles whose country changed its numbers. */

/** How a country changed all mobiles of a form into another one, such that the same subscriber has both numbers. */
interface Renumbering {
  readonly before: RegExp;
  readonly after: RegExp;
  readonly renumber: (number: string) => string;
  readonly restore: (number: string) => string;
}

/** The operator of a mobile in Ivory Coast, by its second digit, gave it the two digits in front. */
const ivorianPrefix = (number: string) =>
  /^225\d[0-3]/.test(number) ? '01' : /^225\d[4-6]/.test(number) ? '05' : '07';

const renumberings: readonly Renumbering[] = [
  // Mexico, 2019: the 1 that marked mobiles behind the country code was dropped.
  {
    before: /^521[2-9]\d{9}$/,
    after: /^52[2-9]\d{9}$/,
    renumber: (number) => `52${number.slice(3)}`,
    restore: (number) => `521${number.slice(2)}`,
  },
  // Ivory Coast, 2021: from eight digits to ten.
  {
    before: /^225[04-9]\d{7}$/,
    after: /^225(?:01\d[0-3]|05\d[4-6]|07\d[7-9])\d{6}$/,
    renumber: (number) => `225${ivorianPrefix(number)}${number.slice(3)}`,
    restore: (number) => `225${number.slice(5)}`,
  },
  // Benin, 2024: 01 in front of all numbers.
  {
    before: /^229[2-9]\d{7}$/,
    after: /^22901[2-9]\d{7}$/,
    renumber: (number) => `22901${number.slice(3)}`,
    restore: (number) => `229${number.slice(5)}`,
  },
  // Brazil, 2012 to 2016: 9 in front of mobiles. Those that begin with 7 were in part left as they were.
  {
    before: /^55[1-9]\d[689]\d{7}$/,
    after: /^55[1-9]\d9[689]\d{7}$/,
    renumber: (number) => `${number.slice(0, 4)}9${number.slice(4)}`,
    restore: (number) => `${number.slice(0, 4)}${number.slice(5)}`,
  },
];

/** The number that a subscriber has today, by the one that it may have had before. */
export function newestNumber(number: string): string {
  return renumberings.find(({ before }) => before.test(number))?.renumber(number) ?? number;
}

/** The numbers that a subscriber had before. */
export function olderNumbers(number: string): string[] {
  return renumberings.filter(({ after }) => after.test(number)).map(({ restore }) => restore(number));
}
