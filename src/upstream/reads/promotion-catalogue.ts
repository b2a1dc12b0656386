/** Reads programs and promotions from the platform. */

import { parseId } from '../../domain/id.js';
import type { Program, Promotion } from '../../domain/promotion.js';
import { NotOffered, type TargetName } from '../../service/ports.js';
import type { PromotionCatalogue } from '../../service/read-ports.js';
import type { ProgramOf } from '../../wire/answered/answered-promotion.js';
import { programOfIn, unnamedProgram } from './program-of.js';
import { readPrograms, readPromotion, type ProgramList, type Reader } from './read.js';

/** Reads through a cache. */
export type ReadThrough = <Value>(
  key: string,
  load: (reader: Reader) => Promise<Value>,
  /** The weight of a value in bytes. */
  weigh: (value: Value) => number,
) => Promise<Value>;

/** The maximum weight of a program without its details, and of a promotion. */
const PROGRAM_BYTES = 1_000;
const PROMOTION_BYTES = 10_000;

const NO_LISTS =
  'The gateway does not pass lists of promotions on: read them from the platform itself, or one promotion by its id here';

/** Programs and promotions as the platform answers them; it lists no promotions, and finds one by its id only. */
export function promotionCatalogue(through: ReadThrough): PromotionCatalogue {
  const programs = () => programsOf(through);
  const promotionBy = async ({ programId, promotionId, promoIdentifier }: TargetName) => {
    if (!promotionId && promoIdentifier) {
      throw new NotOffered('The platform finds no promotion by promoIdentifier alone: send promotionId');
    }
    const named = { programId: parseId(programId ?? ''), promotionId: parseId(promotionId ?? '') };
    const promotion = await promotionNamed(through, named);
    const agrees = !promoIdentifier || promotion?.promoIdentifier === promoIdentifier;
    return agrees ? promotion : null;
  };
  return {
    programs,
    async findPrograms(_organisationId, programIds) {
      const known = await programs();
      return programIds.map((id) => known.find(({ programId }) => programId === parseId(id)) ?? null);
    },
    findPromotions: (_organisationId, names) => Promise.all(names.map(promotionBy)),
    findPromotionsById: (_organisationId, promotionIds) =>
      Promise.all(promotionIds.map((id) => promotionInAnyProgram(through, id))),
    list: () => Promise.reject(new NotOffered(NO_LISTS)),
    pages: () => Promise.reject(new NotOffered('The platform does not list promotions')),
  };
}

/** @throws CredentialRefused, PlatformUnavailable where the credential has no access to programs */
async function programsOf(through: ReadThrough): Promise<Program[]> {
  const programs = await programList(through);
  if (!Array.isArray(programs)) throw programs;
  return [...programs].sort((a, b) => (BigInt(a.programId) < BigInt(b.programId) ? -1 : 1));
}

function programList(through: ReadThrough): Promise<ProgramList> {
  return through('programs', readPrograms, (programs) =>
    Array.isArray(programs) ? sum(programs.map(weightOf)) : PROGRAM_BYTES,
  );
}

function weightOf({ platformDetails = {} }: Program): number {
  return PROGRAM_BYTES + 2 * JSON.stringify(platformDetails).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Finds programs, without their names where the credential has no access to them. */
export async function programNames(through: ReadThrough): Promise<ProgramOf> {
  const programs = await programList(through);
  return Array.isArray(programs) ? programOfIn(programs) : unnamedProgram;
}

/** The platform finds a promotion only with its program, so each program is queried. */
async function promotionInAnyProgram(through: ReadThrough, id: string): Promise<Promotion | null> {
  const promotionId = parseId(id);
  const programs = await programsOf(through);
  const asked = programs.map(({ programId }) => promotionNamed(through, { programId, promotionId }));
  return (await Promise.all(asked)).find((promotion) => promotion !== null) ?? null;
}

async function promotionNamed(
  through: ReadThrough,
  { programId, promotionId }: { readonly programId: string | null; readonly promotionId: string | null },
): Promise<Promotion | null> {
  if (programId === null || promotionId === null) return null;
  const programs = await programList(through);
  if (Array.isArray(programs) && !programs.some((program) => program.programId === programId)) return null;
  const programOf = await programNames(through);
  return through(
    `promotion ${programId} ${promotionId}`,
    (reader) => readPromotion(reader, { programId, promotionId }, programOf),
    () => PROMOTION_BYTES,
  );
}
