-- The organisation of the caller: $1
select client_id, action, key, answer from idempotency_record
where organisation_id = $1 and (client_id, key, action) > ($2::bigint, $3::text, $4::text)
order by client_id, key, action limit 500
