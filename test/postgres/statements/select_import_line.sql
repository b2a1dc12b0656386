-- The organisation of the caller: $1
select code, count(*)::int as count, min(line)::int as "firstLine" from import_line
where organisation_id = $1 and code is not null group by code order by min(line)
