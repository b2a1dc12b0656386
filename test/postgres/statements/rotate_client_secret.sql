-- The organisation of the caller: $1
with changed as (
  update api_client set
    previous_secret_hash = case when $4::integer > 0 then secret_hash end,
    previous_secret_until = case when $4::integer > 0 then now() + $4::integer * interval '1 second' end,
    secret_hash = $3::text, secret_created_at = now()
  where organisation_id = $1::bigint and client_id = $2::bigint and active
    and (previous_secret_until is null or previous_secret_until <= now())
  returning organisation_id, client_id, previous_secret_until
)
select previous_secret_until as "oldWorksUntil", pg_notify('client_change', organisation_id || ' ' || client_id) from changed
