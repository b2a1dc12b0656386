-- The organisation of the caller: $1
select p.*, g.name as program_name, g.active as program_active, g.members_only as program_members_only,
  t.earn_limit as total, t.earn_limit - t.earned as total_left, t.earned,
  (select coalesce(max(version), 1) from promotion_change
    where organisation_id = $1 and promotion_id = $2)::int as version
from promotion p
join program g on g.organisation_id = p.organisation_id and g.program_id = p.program_id
left join promotion_total t on t.organisation_id = p.organisation_id and t.promotion_id = p.promotion_id
where p.organisation_id = $1 and p.promotion_id = $2
for no key update of p
