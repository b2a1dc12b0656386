-- The organisation of the caller: $1, $6
insert into "customer_identifier" ("organisation_id", "identifier_name", "identifier_value", "source", "customer_id")
values ($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10)
