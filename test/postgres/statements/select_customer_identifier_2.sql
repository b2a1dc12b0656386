-- The organisation of the caller: $1
select identifier_name as name, identifier_value as value, source from customer_identifier
where organisation_id = $1 and customer_id = $2
order by source, identifier_name, identifier_value
