-- The organisation of the caller: $1
select p.*, g.name as program_name, g.active as program_active,
g.members_only as program_members_only,
t.earn_limit as total, t.earn_limit - t.earned as total_left from promotion p 
join program g on g.organisation_id = p.organisation_id and g.program_id = p.program_id
left join promotion_total t on t.organisation_id = p.organisation_id and t.promotion_id = p.promotion_id
  where p.organisation_id = $1
    and p.program_id = coalesce($2::bigint, p.program_id)
    and p.promotion_id = coalesce($3::bigint, p.promotion_id)
    and p.active = coalesce($4::boolean, p.active)
    and strpos(lower(p.name), lower($5::text)) > 0 is not false
    and p.starts_at <= coalesce($6::timestamptz, p.starts_at)
    and p.ends_at >= coalesce($7::timestamptz, p.ends_at)
    and coalesce($8::text, 'any') in ('any', case when not p.active then 'INACTIVE'
      when $9::timestamptz < p.starts_at then 'UPCOMING'
      when $10::timestamptz < p.ends_at then 'LIVE' else 'COMPLETED' end) order by p.promotion_id limit $11 offset $12
