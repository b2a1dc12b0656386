-- The organisation of the caller: $6
select page.position::int, p.*, g.name as program_name, g.active as program_active,
g.members_only as program_members_only,
t.earn_limit as total, t.earn_limit - t.earned as total_left
  from unnest($1::bigint[], $2::text[],
      $3::text[], $4::bigint[],
      $5::bigint[]) with ordinality
    as page(program_id, status, kind, after, size, position)
  cross join lateral (
    select * from promotion
    where organisation_id = $6 and program_id = page.program_id
      and promotion_id > coalesce(page.after, 0)
      and kind = coalesce(page.kind, kind)
      and coalesce(page.status, 'any') in ('any', case when not active then 'INACTIVE'
        when $7::timestamptz < starts_at then 'UPCOMING'
        when $8::timestamptz < ends_at then 'LIVE' else 'COMPLETED' end)
    order by promotion_id limit page.size
  ) as p
  
join program g on g.organisation_id = p.organisation_id and g.program_id = p.program_id
left join promotion_total t on t.organisation_id = p.organisation_id and t.promotion_id = p.promotion_id
  order by page.position, p.promotion_id
