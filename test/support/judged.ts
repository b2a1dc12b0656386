import { refuseRequest } from '../../src/domain/rules.js';
import type { BulkCommand } from '../../src/service/promotion-service.js';

/** A command with the judgement of its request, as the doors make it. */
export function judged(command: Omit<BulkCommand, 'refusal'>): BulkCommand {
  return { ...command, refusal: refuseRequest(command.request) };
}
