-- The organisation of the caller: $1
insert into customer_identifier (organisation_id, identifier_name, identifier_value, source, customer_id)
select $1::bigint, name, value, source, $2::bigint
from unnest($3::text[], $4::text[],
  $5::text[]) as wanted(name, value, source)
on conflict (organisation_id, identifier_name, identifier_value, source) do nothing
