-- The organisation of the caller: $1
select wanted.position::int, e.*
from unnest($3::bigint[]) with ordinality as wanted(promotion_id, position)
cross join lateral (
  select ordinal, enrolment_ordinal, earned_id, earned_at, expires_at, client_id, request_id, revoked_at, revoked_by_client_id, revoked_by_request_id from earning
  where organisation_id = $1 and customer_id = $2 and promotion_id = wanted.promotion_id and revoked_at is null
  order by ordinal desc limit $4
) as e
order by wanted.position, e.ordinal
