import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { newestNumber, olderNumbers } from '../../../src/service/identifiers/renumbered-mobiles.js';

const todayOf = (number: string) => parsePhoneNumberFromString(`+${number}`);

describe('a mobile of before and of today', () => {
  it.each([
    // libphonenumber's migrator has the recipes of Mexico and Vietnam.
    ['5215512345678', '525512345678'],
    ['5218112345678', '528112345678'],
    ['841201234567', '84701234567'],
    ['841211234567', '84791234567'],
    ['841221234567', '84771234567'],
    ['841231234567', '84831234567'],
    ['841241234567', '84841234567'],
    ['841251234567', '84851234567'],
    ['841261234567', '84761234567'],
    ['841271234567', '84811234567'],
    ['841281234567', '84781234567'],
    ['841291234567', '84821234567'],
    ['841621234567', '84321234567'],
    ['841691234567', '84391234567'],
    ['841861234567', '84561234567'],
    ['841881234567', '84581234567'],
    ['841991234567', '84591234567'],
    // The operators of Ivory Coast are those of libphonenumber's carriers of before.
    ['22501123456', '2250101123456'],
    ['22540123456', '2250140123456'],
    ['22573123456', '2250173123456'],
    ['22505123456', '2250505123456'],
    ['22544123456', '2250544123456'],
    ['22565123456', '2250565123456'],
    ['22595123456', '2250595123456'],
    ['22507123456', '2250707123456'],
    ['22559123456', '2250759123456'],
    ['22588123456', '2250788123456'],
    ['22998123456', '2290198123456'],
    ['22961123456', '2290161123456'],
    ['551187654321', '5511987654321'],
    ['557192345678', '5571992345678'],
    ['556281234567', '5562981234567'],
    ['23777123456', '237677123456'],
    ['23799123456', '237699123456'],
    ['23755123456', '237655123456'],
    ['59398765432', '593998765432'],
    ['59387654321', '593987654321'],
  ])('%s is %s, which is a mobile today', (before, today) => {
    expect(newestNumber(before)).toBe(today);
    expect(olderNumbers(today)).toContain(before);
    expect(newestNumber(today)).toBe(today);
    expect(todayOf(today)?.isValid()).toBe(true);
    expect(todayOf(today)?.getType()).toMatch(/MOBILE/);
  });

  it.each([
    ['a fixed line of Ivory Coast', '22521234567'],
    ['one of an operator that had gone', '22560123456'],
    ['a fixed line of Brazil', '551132345678'],
    ['a fixed line of Cameroon', '23722123456'],
    ['a mobile of Vietnam that kept its number', '84912345678'],
  ])('is not the same for %s, %s', (_what, number) => {
    expect(newestNumber(number)).toBe(number);
  });

  it.each([
    ['2250121234567', 'Ivory Coast, as 22521234567 was a fixed line'],
    ['2250160123456', 'Ivory Coast, as 22560123456 was not renumbered'],
    ['525512345', 'no country'],
    ['919986000586', 'India'],
  ])('has no older number for %s: %s', (number) => {
    expect(olderNumbers(number)).toEqual([]);
  });
});
