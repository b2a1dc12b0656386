-- The organisation of the caller: $1
select wanted.position::int
from unnest($2::bigint[], $3::bigint[]) with ordinality as wanted(promotion_id, customer_id, position)
join promotion p on p.organisation_id = $1 and p.promotion_id = wanted.promotion_id
join program_member m on m.organisation_id = $1 and m.customer_id = wanted.customer_id
  and m.program_id = p.program_id
