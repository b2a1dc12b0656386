import { literalOf, type CallTemplate } from '../store/call-template.js';
import { FIRST_CUSTOMER_ID, FIRST_PROMOTION_ID, STRIDE, type Walk } from '../store/walk.js';

/**
 * A recorded call as a script for pgbench. Each connection prepares the statements once and then executes them; the
 * customers follow the same walk, of which each connection takes every so-manieth step.
 */
export function pgbenchScript({ statements }: CallTemplate, walk: Walk, connections: number): string {
  const names = {
    customer: (i: number) => `:c${i}`,
    promotion: ':promotion',
    request: '00000000-0000-4000-8000-:request',
  };
  const prepares = statements.flatMap(({ text, slots }, i) =>
    slots.length === 0 ? [] : [`prepare s${i} as ${oneLine(text)};`],
  );
  const executes = statements.map(({ text, slots }, i) =>
    slots.length === 0
      ? `${text};`
      : `execute s${i}(${slots.map((slot) => literalOf(slot, names)).join(', ')});`,
  );
  return [
    '\\if :turn = 0',
    ...prepares,
    '\\endif',
    `\\set mutation :client_id + :turn * ${connections}`,
    '\\set turn :turn + 1',
    `\\set promotion ${FIRST_PROMOTION_ID} + :mutation % ${walk.promotions}`,
    `\\set first (:mutation / ${walk.promotions}) * ${walk.size}`,
    ...Array.from(
      { length: walk.size },
      (_, i) => `\\set c${i} ${FIRST_CUSTOMER_ID} + ((:first + ${i}) * ${STRIDE}) % ${walk.customers}`,
    ),
    '\\set request random(100000000000, 999999999999)',
    ...executes,
    '',
  ].join('\n');
}

/** No statement of ours has a line break within a literal, or a comment. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
