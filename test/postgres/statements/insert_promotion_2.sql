-- The organisation of the caller: $1, $14, $27
insert into "promotion" ("organisation_id", "promotion_id", "program_id", "promo_identifier", "name", "kind", "active", "starts_at", "ends_at", "enrolment_limit", "earn_limit", "enrolment_expiry_days", "earning_expiry_days")
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13), ($14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26), ($27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)
