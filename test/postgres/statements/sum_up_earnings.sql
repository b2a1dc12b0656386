-- The organisation of the caller: $1
select customer_id, promotion_id, max(ordinal) as made,
  (count(*) filter (where revoked_at is null))::int as used,
  max(expires_at) filter (where revoked_at is null) as last_expiry,
  coalesce(bool_or(expires_at is null) filter (where revoked_at is null), false) as one_lasts
from earning where organisation_id = $1 and customer_id = any($2::bigint[])
group by customer_id, promotion_id
