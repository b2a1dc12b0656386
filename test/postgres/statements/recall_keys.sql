-- The organisation of the caller: $1
select wanted.taken, known.fingerprint, known.request_id, known.answer
from (
  select *, pg_try_advisory_xact_lock(hashtextextended(name, 0)) as taken
  from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) with ordinality
    as wanted(client_id, action, key, name, position)
  offset 0
) as wanted
left join lateral (
  select fingerprint, request_id, answer from idempotency_record
  where organisation_id = $1 and client_id = wanted.client_id and key = wanted.key and action = wanted.action
  offset 0
) as known on true
order by wanted.position
