-- The organisation of the caller: $1
insert into "promotion_total" ("organisation_id", "promotion_id", "earn_limit")
values ($1, $2, $3)
