/** The tables as TypeScript sees them. */

import type { Generated } from 'kysely';
import type { RequestedAction } from '../domain/bulk-request.js';
import type { PromotionKind } from '../domain/promotion.js';
import type { Access } from '../service/caller.js';
import type { ClientKind } from '../service/auth/credential-store.js';

/** The kinds of identifier that are stored; a customer's own id is the key of its row. */
export type StoredIdentifierName = 'MOBILE' | 'EMAIL' | 'EXTERNAL_ID';

/** The tables as migrations leave them; bigint is decimal text. */
export interface Database {
  organisation: { organisation_id: string; name: string; time_zone: string };
  api_client: {
    organisation_id: string;
    client_id: Generated<string>;
    kind: ClientKind;
    key: string;
    secret_hash: string;
    access: Access[];
    active: Generated<boolean>;
    token_ttl_seconds: Generated<number>;
    secret_created_at: Generated<Date | null>;
    previous_secret_hash: Generated<string | null>;
    previous_secret_until: Generated<Date | null>;
    last_used_on: Generated<Date | null>;
    file_secret_hash: Generated<string | null>;
  };
  import_line: {
    organisation_id: string;
    line: string;
    customer_id: string | null;
    source: string | null;
    mobile: string | null;
    email: string | null;
    external_id: string | null;
    code: string | null;
    message: string | null;
    accepted: boolean;
  };
  installation_secret: { purpose: string; secret: Buffer };
  program: {
    organisation_id: string;
    program_id: string;
    name: string;
    active: boolean;
    members_only: Generated<boolean>;
  };
  program_member: { organisation_id: string; program_id: string; customer_id: string };
  promotion: {
    organisation_id: string;
    promotion_id: string;
    program_id: string;
    promo_identifier: string | null;
    name: string;
    kind: PromotionKind;
    active: boolean;
    starts_at: Date;
    ends_at: Date;
    enrolment_limit: number | null;
    earn_limit: number | null;
    enrolment_expiry_days: number | null;
    earning_expiry_days: number | null;
  };
  promotion_total: {
    organisation_id: string;
    promotion_id: string;
    earn_limit: string;
    earned: Generated<string>;
  };
  customer: { organisation_id: string; customer_id: string };
  idempotency_record: {
    organisation_id: string;
    client_id: string;
    action: RequestedAction;
    key: string;
    fingerprint: string;
    request_id: string;
    answer: string;
    recorded_at: Date;
  };
  upstream_call: {
    organisation_id: string;
    client_id: string;
    action: RequestedAction;
    key: string;
    fingerprint: string;
    request_id: string;
    answer: string;
    sent_at: Date;
    holder: string | null;
    held_until: Date;
    recorded_at: Date;
  };
  registration_key: {
    organisation_id: string;
    client_id: string;
    key: string;
    fingerprint: string;
    customer_id: string;
    recorded_at: Generated<Date>;
  };
  customer_identifier: {
    organisation_id: string;
    identifier_name: StoredIdentifierName;
    identifier_value: string;
    source: string;
    customer_id: string;
  };
}
