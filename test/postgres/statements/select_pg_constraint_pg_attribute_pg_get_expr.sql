-- No parameter is the organisation of a caller
select conrelid::regclass::text as table, quote_ident(conname) as constraint,
  pg_get_expr(conbin, conrelid) as condition,
  coalesce((select string_agg(quote_ident(attname), ', ' order by position)
    from pg_constraint as pk cross join unnest(pk.conkey) with ordinality as part(number, position)
    join pg_attribute on attrelid = pk.conrelid and attnum = part.number
    where pk.conrelid = pending.conrelid and pk.contype = 'p'), 'ctid') as key
from pg_constraint as pending
where not convalidated and contype in ('c', 'f') and connamespace = current_schema()::regnamespace
order by 1, 2
