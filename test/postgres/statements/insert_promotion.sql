-- The organisation of the caller: $1
insert into "promotion" ("organisation_id", "promotion_id", "program_id", "promo_identifier", "name", "kind", "active", "starts_at", "ends_at", "enrolment_limit", "earn_limit", "enrolment_expiry_days", "earning_expiry_days")
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict do nothing
returning "promotion_id"
