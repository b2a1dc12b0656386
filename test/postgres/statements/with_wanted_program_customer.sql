-- The organisation of the caller: $3, $4, $5
with wanted as (
  select program_id, customer_id, position
  from unnest($1::bigint[],
    $2::bigint[]) with ordinality
    as line(program_id, customer_id, position)
), known as (
  select w.*, p.program_id is not null as has_program, c.customer_id is not null as has_customer,
    row_number() over (partition by w.program_id, w.customer_id order by w.position) = 1 as is_first
  from wanted w
  left join program p on p.organisation_id = $3 and p.program_id = w.program_id
  left join customer c on c.organisation_id = $4 and c.customer_id = w.customer_id
), added as (
  insert into program_member (organisation_id, program_id, customer_id)
  select $5::bigint, program_id, customer_id from known
  where has_program and has_customer and is_first order by customer_id, program_id
  on conflict do nothing
  returning program_id, customer_id
)
select k.has_program, k.has_customer, k.is_first and a.program_id is not null as is_new
from known k left join added a on a.program_id = k.program_id and a.customer_id = k.customer_id
order by k.position
