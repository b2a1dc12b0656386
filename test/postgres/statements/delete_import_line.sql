-- The organisation of the caller: $1
delete
from import_line
where organisation_id = $1
