-- No parameter is the organisation of a caller
select pg_advisory_xact_lock(hashtextextended('promotion-gateway clients file', 0))
