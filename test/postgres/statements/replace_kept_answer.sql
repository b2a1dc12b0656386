-- The organisation of the caller: $1
update idempotency_record set answer = $6::text
where organisation_id = $1 and client_id = $2::bigint and key = $3::text and action = $4::text
  and answer = $5::text
