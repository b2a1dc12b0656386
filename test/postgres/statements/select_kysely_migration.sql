-- No parameter is the organisation of a caller
select name
from kysely_migration
