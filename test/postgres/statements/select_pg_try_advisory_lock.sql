-- No parameter is the organisation of a caller
select pg_try_advisory_lock(hashtextextended($1, 0)) as locked
