-- The organisation of the caller: $1
with before as (
  select organisation_id, client_id, previous_secret_until > now() as works from api_client
  where organisation_id = $1::bigint and client_id = $2::bigint and previous_secret_hash is not null
), changed as (
  update api_client set previous_secret_hash = null, previous_secret_until = null
  where organisation_id = $1::bigint and client_id = $2::bigint
  returning organisation_id, client_id
)
select works, pg_notify('client_change', organisation_id || ' ' || client_id) from before
