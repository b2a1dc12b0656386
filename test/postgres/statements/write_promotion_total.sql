-- The organisation of the caller: $1
insert into promotion_total (organisation_id, promotion_id, earn_limit, earned)
values ($1::bigint, $2::bigint, $3::bigint, $4::bigint)
on conflict (organisation_id, promotion_id) do update set earn_limit = excluded.earn_limit
