-- The organisation of the caller: $1, $3
insert into "customer" ("organisation_id", "customer_id")
values ($1, $2), ($3, $4)
