-- The organisation of the caller: $1
with total as materialized (
  select promotion_id, earn_limit - earned as left from promotion_total
  where organisation_id = $1 and promotion_id = any($2::bigint[])
  order by promotion_id for no key update
)
select (select array_agg(promotion_id)::text from total) as limited,
  (select array_agg(total.left)::text from total) as total_left,
  array_agg(coalesce(ordinal, 0))::text as made, array_agg(current)::text as current,
  array_agg(issual_id)::text as issual_ids, array_agg(expires_at)::text as expiries,
  array_agg(earnings_made)::text as earnings_made, array_agg(earnings_used)::text as earnings_used
from (
  select ordinal, case when revoked_at is null then ordinal end as current, issual_id,
    case when expires_at is not null
      then floor(extract(epoch from least(expires_at, '9999-12-31T23:59:59.999Z')) * 1000)::bigint
    end as expires_at, earnings_made, earnings_used
  from (
  select * from unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position) order by customer_id, promotion_id
) as wanted
  left join lateral (
    select ordinal, issual_id, expires_at, revoked_at from enrolment
    where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
    order by ordinal desc limit 1 for share
  ) as latest on true
  cross join lateral (
    select coalesce(max(ordinal), 0) as earnings_made, count(*) filter (where revoked_at is null) as earnings_used
    from earning
    where organisation_id = $1 and promotion_id = wanted.promotion_id and customer_id = wanted.customer_id
  ) as earnings
  where (select count(*) from total) >= 0
  order by position
) as standing
