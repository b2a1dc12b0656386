-- The organisation of the caller: $1, $6, $11, $16, $21
insert into "customer_identifier" ("organisation_id", "identifier_name", "identifier_value", "source", "customer_id")
values ($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15), ($16, $17, $18, $19, $20), ($21, $22, $23, $24, $25)
