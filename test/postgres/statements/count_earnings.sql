-- The organisation of the caller: $1
select count(*)::int as earned from earning
where organisation_id = $1 and promotion_id = $2 and revoked_at is null
