-- The organisation of the caller: $1
select count(*)::text as total from promotion p where p.organisation_id = $1
and p.program_id = coalesce($2::bigint, p.program_id)
and p.promotion_id = coalesce($3::bigint, p.promotion_id)
and p.active = coalesce($4::boolean, p.active)
and strpos(lower(p.name), lower($5::text)) > 0 is not false
and p.starts_at <= coalesce($6::timestamptz, p.starts_at)
and p.ends_at >= coalesce($7::timestamptz, p.ends_at)
and coalesce($8::text, 'any') in ('any', case when not p.active then 'INACTIVE'
  when $9::timestamptz < p.starts_at then 'UPCOMING'
  when $10::timestamptz < p.ends_at then 'LIVE' else 'COMPLETED' end)
