-- The organisation of the caller: $1
select from promotion_total where organisation_id = $1 and promotion_id = any($2::bigint[])
order by promotion_id for no key update
