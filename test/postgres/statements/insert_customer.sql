-- The organisation of the caller: $1, $3, $5, $7, $9
insert into "customer" ("organisation_id", "customer_id")
values ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10)
