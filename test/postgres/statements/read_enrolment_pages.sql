-- The organisation of the caller: $1
select page.position::int, e.*
from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) with ordinality
  as page(customer_id, promotion_id, up_to, after, size, position)
cross join lateral (
  select ordinal, issual_id, enrolled_at, expires_at, client_id, request_id, revoked_at, revoked_by_client_id, revoked_by_request_id from enrolment
  where organisation_id = $1 and customer_id = page.customer_id and promotion_id = page.promotion_id
    and ordinal < case when page.after is null then page.up_to + 1
      else (select ordinal from enrolment where organisation_id = $1 and issual_id = page.after) end
  order by ordinal desc limit page.size
) as e
order by page.position, e.ordinal desc
