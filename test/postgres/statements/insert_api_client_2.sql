-- The organisation of the caller: $1
insert into "api_client" ("organisation_id", "kind", "key", "secret_hash", "access", "token_ttl_seconds", "secret_created_at")
values ($1, $2, $3, $4, $5, $6, now())
on conflict ("kind", "key") do nothing
returning "client_id"
