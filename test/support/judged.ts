/** Makes commands whose requests are judged as the doors judge them. */

import { parseAction } from '../../src/domain/bulk-request.js';
import { refuseRequest } from '../../src/domain/rules.js';
import type { BulkCommand } from '../../src/service/promotion-service.js';

/** A command with the judgement of its request, as the doors make it. */
export function judged(command: Omit<BulkCommand, 'action' | 'refusal'>): BulkCommand {
  const { request } = command;
  return { ...command, action: parseAction(request), refusal: refuseRequest(request) };
}
