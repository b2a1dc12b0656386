-- The organisation of the caller: $1
select line::int, code, message from import_line
where organisation_id = $1 and code is not null and line > $2 order by line limit 5000
