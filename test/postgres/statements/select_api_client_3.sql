-- The organisation of the caller: $1
select organisation_id as "organisationId", client_id as "clientId", kind, key, access, active,
  token_ttl_seconds as "tokenTtlSeconds", secret_created_at as "secretCreatedAt",
  case when previous_secret_until > now() then previous_secret_until end as "previousSecretUntil",
  last_used_on::text as "lastUsedOn"
from api_client
where organisation_id = coalesce($1::bigint, organisation_id)
order by organisation_id, key, kind
