-- The organisation of the caller: $1, $4
insert into "promotion_total" ("organisation_id", "promotion_id", "earn_limit")
values ($1, $2, $3), ($4, $5, $6)
