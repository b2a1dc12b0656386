-- The organisation of the caller: $1
select wanted.position::int, g.program_id, g.name as program_name, g.active as program_active,
  g.members_only as program_members_only,
  p.promotion_id, p.promo_identifier, p.name, p.kind, p.active, p.starts_at, p.ends_at, p.enrolment_limit, p.earn_limit,
p.enrolment_expiry_days, p.earning_expiry_days, t.earn_limit as total, t.earn_limit - t.earned as total_left
from unnest($2::bigint[], $3::bigint[], $4::text[]) with ordinality
  as wanted(program_id, promotion_id, promo_identifier, position)
join program g on g.organisation_id = $1 and g.program_id = wanted.program_id
left join lateral (
  select promotion_id, promo_identifier, name, kind, active, starts_at, ends_at, enrolment_limit, earn_limit,
enrolment_expiry_days, earning_expiry_days from promotion
  where organisation_id = $1 and program_id = wanted.program_id and promotion_id = wanted.promotion_id
    and promo_identifier is not distinct from coalesce(wanted.promo_identifier, promo_identifier)
  union all
  select promotion_id, promo_identifier, name, kind, active, starts_at, ends_at, enrolment_limit, earn_limit,
enrolment_expiry_days, earning_expiry_days from promotion
  where organisation_id = $1 and program_id = wanted.program_id and wanted.promotion_id is null
    and promo_identifier = wanted.promo_identifier
) as p on true
left join promotion_total t on t.organisation_id = $1 and t.promotion_id = p.promotion_id
