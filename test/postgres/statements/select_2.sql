-- No parameter is the organisation of a caller
select name, current_setting(name) as setting
from unnest($1::text[]) as name
