-- The organisation of the caller: $1
select wanted.position::int, latest.ordinal, latest.issual_id, latest.expires_at
from (
  select * from unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position) order by customer_id, promotion_id
) as wanted
cross join lateral (
  select * from enrolment e
  where e.organisation_id = $1 and e.promotion_id = wanted.promotion_id and e.customer_id = wanted.customer_id
  order by e.ordinal desc limit 1 for update
) as latest
where latest.revoked_at is null
