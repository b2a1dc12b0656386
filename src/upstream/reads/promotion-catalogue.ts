/** Reads programs and promotions from the platform. */

import { parseId } from '../../domain/id.js';
import type { Program, Promotion } from '../../domain/promotion.js';
import { NotOffered, type TargetName } from '../../service/ports.js';
import type { PromotionCatalogue } from '../../service/read-ports.js';
import { programOfIn } from './program-of.js';
import { readPrograms, readPromotion, type Reader } from './read.js';

/** Reads what there is through a cache. */
export type ReadThrough = <Value>(key: string, load: (reader: Reader) => Promise<Value>) => Promise<Value>;

/** Programs and promotions as the platform tells them; it lists no promotions, and finds one by its id only. */
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
    pages: () => Promise.reject(new NotOffered('The platform does not list promotions')),
  };
}

export async function programsOf(through: ReadThrough): Promise<Program[]> {
  const programs = await through('programs', readPrograms);
  return [...programs].sort((a, b) => (BigInt(a.programId) < BigInt(b.programId) ? -1 : 1));
}

/** The platform tells of a promotion only by its program as well: each program is asked. */
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
  const programs = await programsOf(through);
  if (!programs.some((program) => program.programId === programId)) return null;
  return through(`promotion ${programId} ${promotionId}`, (reader) =>
    readPromotion(reader, { programId, promotionId }, programOfIn(programs)),
  );
}
