-- The organisation of the caller: $1
select
(select count(*)::int from (
  select distinct on (customer_id) revoked_at, expires_at from enrolment
  where organisation_id = $1 and promotion_id = $2 order by customer_id, ordinal desc
) as latest where revoked_at is null and expires_at is null) as enrolments,
(select count(*)::int from earning
  where organisation_id = $1 and promotion_id = $2 and revoked_at is null and expires_at is null) as earnings
