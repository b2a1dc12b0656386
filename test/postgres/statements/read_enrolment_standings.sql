-- The organisation of the caller: $1
select wanted.position::int, latest.ordinal as made, latest.used,
  latest.revoked_at is null as is_current, latest.issual_id, latest.expires_at
from unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position)
join lateral (
  select ordinal, issual_id, expires_at, revoked_at,
    (count(*) filter (where revoked_at is null) over ())::int as used
  from enrolment
  where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
  order by ordinal desc limit 1
) as latest on true
