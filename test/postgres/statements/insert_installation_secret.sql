-- No parameter is the organisation of a caller
insert into "installation_secret" ("purpose", "secret")
values ($1, $2)
on conflict do nothing
