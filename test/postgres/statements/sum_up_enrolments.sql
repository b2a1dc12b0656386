-- The organisation of the caller: $1
select enrolments.*, latest.*
from (
  select customer_id, promotion_id, max(ordinal) as made,
    (count(*) filter (where revoked_at is null))::int as used,
    max(expires_at) filter (where revoked_at is null) as last_expiry,
    coalesce(bool_or(expires_at is null) filter (where revoked_at is null), false) as one_lasts
  from enrolment where organisation_id = $1 and customer_id = any($2::bigint[])
  group by customer_id, promotion_id) as enrolments
cross join lateral (
  select revoked_at is null as is_current, issual_id, expires_at from enrolment
  where organisation_id = $1 and customer_id = enrolments.customer_id
    and promotion_id = enrolments.promotion_id and ordinal = enrolments.made
) as latest
