-- No parameter is the organisation of a caller
select
where to_regclass('migration') is not null
