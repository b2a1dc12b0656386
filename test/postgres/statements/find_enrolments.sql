-- The organisation of the caller: $1
select wanted.position::int, e.*
from unnest($2::bigint[], $3::bigint[], $4::bigint[]) with ordinality
  as wanted(customer_id, promotion_id, id, position)
cross join lateral (
  select ordinal, issual_id, enrolled_at, expires_at, client_id, request_id, revoked_at, revoked_by_client_id, revoked_by_request_id from enrolment
  where organisation_id = $1 and issual_id = wanted.id
    and customer_id = wanted.customer_id and promotion_id = wanted.promotion_id
) as e
