-- The organisation of the caller: $1
with changed as (
  update promotion set name = $3::text, active = $4::boolean, starts_at = $5::timestamptz,
    ends_at = $6::timestamptz, enrolment_limit = $7::integer, earn_limit = $8::integer,
    enrolment_expiry_days = $9::integer, earning_expiry_days = $10::integer
  where organisation_id = $1::bigint and promotion_id = $2::bigint
)
insert into promotion_change (organisation_id, promotion_id, version, client_id, before, after)
values ($1::bigint, $2::bigint, $11::integer, $12::bigint, $13::jsonb, $14::jsonb)
