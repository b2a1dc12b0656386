-- The organisation of the caller: $3, $8
insert into "api_client" ("kind", "key", "organisation_id", "secret_hash", "access")
values ($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10)
