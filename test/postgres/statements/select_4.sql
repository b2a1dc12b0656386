-- No parameter is the organisation of a caller
select
where to_regclass('kysely_migration') is not null
