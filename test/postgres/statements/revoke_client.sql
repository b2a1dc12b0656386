-- The organisation of the caller: $1
with changed as (
  update api_client set active = false
  where organisation_id = $1::bigint and client_id = $2::bigint and active
  returning organisation_id, client_id
)
select 1 as changed, pg_notify('client_change', organisation_id || ' ' || client_id) from changed
