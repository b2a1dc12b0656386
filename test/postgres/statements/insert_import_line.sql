-- The organisation of the caller: $1
insert into import_line
  (organisation_id, line, customer_id, source, mobile, email, external_id, code, message, accepted)
select $1::bigint, line, customer_id, source, mobile, email, external_id, code, message, code is null
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
  as staged(line, customer_id, source, mobile, email, external_id, code, message)
