-- No parameter is the organisation of a caller
select organisation_id as "organisationId", client_id as "clientId", kind, key, access, active,
  secret_hash as "secretHash", file_secret_hash as "fileSecretHash", token_ttl_seconds as "tokenTtlSeconds",
  coalesce(previous_secret_until > now(), false) as "previousWorks"
from api_client where key = any($1::text[])
