-- The organisation of the caller: $1
with lines as (delete from import_line where organisation_id = $1 and customer_id = $2)
delete from customer_identifier where organisation_id = $1 and customer_id = $2
