-- The organisation of the caller: $1
select active, previous_secret_until as until from api_client
where organisation_id = $1::bigint and client_id = $2::bigint
