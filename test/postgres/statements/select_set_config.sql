-- No parameter is the organisation of a caller
select set_config(name, value, false)
from unnest($1::text[], $2::text[]) as s(name, value)
