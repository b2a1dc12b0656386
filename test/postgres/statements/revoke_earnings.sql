-- The organisation of the caller: $1
with act as materialized (
  select * from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
    as act(id, promotion_id, client_id, request_id)
),
freed as (
  update promotion_total t set earned = earned - act.number
  from (select promotion_id, count(*) as number from act group by promotion_id) as act
  where t.organisation_id = $1 and t.promotion_id = act.promotion_id
),
recorded as (
  update earning e set revoked_at = greatest($2::timestamptz, e.earned_at),
    revoked_by_client_id = act.client_id, revoked_by_request_id = act.request_id
  from act where e.organisation_id = $1 and e.earned_id = act.id and e.revoked_at is null
  returning e.promotion_id, e.customer_id, e.ordinal, e.earned_id as id, act.request_id
)
select count(*)::int as revoked
from recorded
