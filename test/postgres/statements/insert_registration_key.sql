-- The organisation of the caller: $1
insert into "registration_key" ("organisation_id", "client_id", "key", "fingerprint", "customer_id")
values ($1, $2, $3, $4, $5)
on conflict do nothing
