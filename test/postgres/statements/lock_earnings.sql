-- The organisation of the caller: $1
select wanted.position::int, e.earned_id, e.expires_at, (
  select issual_id from enrolment
  where enrolment.organisation_id = $1 and enrolment.promotion_id = wanted.promotion_id
    and enrolment.customer_id = wanted.customer_id and enrolment.ordinal = e.enrolment_ordinal
) as issual_id
from (
  select * from unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position) order by customer_id, promotion_id
) as wanted
cross join lateral (
  select * from earning e
  where e.organisation_id = $1 and e.promotion_id = wanted.promotion_id and e.customer_id = wanted.customer_id
    and e.revoked_at is null
    and (e.earned_id = any($5::bigint[])
      or (e.expires_at is null or e.expires_at > $4::timestamptz) and e.ordinal >= coalesce((
        select live.ordinal from earning live
        where live.organisation_id = $1 and live.promotion_id = wanted.promotion_id
          and live.customer_id = wanted.customer_id and live.revoked_at is null
          and (live.expires_at is null or live.expires_at > $4::timestamptz)
        order by live.ordinal desc offset 100 limit 1
      ), 0))
  order by e.ordinal for update
) as e
