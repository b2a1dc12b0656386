-- No parameter is the organisation of a caller
    select name, older_versions, steps_done, finished_at is not null as finished
from migration
