-- The organisation of the caller: $1
with changed as (
  update api_client set
    access = $3::text[], token_ttl_seconds = $4::integer, active = active and $5::boolean,
    file_secret_hash = $6::text,
    secret_hash = case when $7::boolean then $6::text else secret_hash end,
    secret_created_at = case when $7::boolean then now() else secret_created_at end,
    previous_secret_hash = case
      when not $7::boolean then previous_secret_hash when $8::integer > 0 then secret_hash end,
    previous_secret_until = case
      when not $7::boolean then previous_secret_until
      when $8::integer > 0 then now() + $8::integer * interval '1 second' end
  where organisation_id = $1::bigint and client_id = $2::bigint
  returning organisation_id, client_id
)
select 1 as changed, pg_notify('client_change', organisation_id || ' ' || client_id) from changed
