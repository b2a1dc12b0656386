-- The organisation of the caller: $1
insert into idempotency_record
  (organisation_id, recorded_at, client_id, action, key, fingerprint, request_id, answer)
select $1::bigint, now(), record.*
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
  as record(client_id, action, key, fingerprint, request_id, answer)
order by client_id, key, action
on conflict do nothing
returning 1
