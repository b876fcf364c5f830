#!/usr/bin/env bash
# Runs once, on an empty data directory: a database and a role of the same name for each service, closed to all other roles.
set -euo pipefail

sql() {
  psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username=postgres --dbname=postgres "$@"
}

# By default, every role may connect to every database.
sql --command='REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'

# why psql reads the files itself: its arguments are shown in /proc
sql --set=file=/run/secrets/postgres <<'SQL'
  \set password `cat :'file'`
  ALTER ROLE postgres PASSWORD :'password';
SQL

for database in users_commands users_queries products_commands products_queries orders_commands orders_queries; do
  sql --set=name="$database" --set=file="/run/secrets/$database" <<'SQL'
    \set password `cat :'file'`
    CREATE ROLE :"name" LOGIN PASSWORD :'password';
    CREATE DATABASE :"name" OWNER :"name";
    REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
