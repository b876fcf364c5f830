#!/usr/bin/env bash
# Runs once, on an empty data directory: gives the superuser its password.
set -euo pipefail

# why psql reads the file itself: its arguments are shown in /proc
psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username=postgres --dbname=postgres --set=file=/run/secrets/postgres <<'SQL'
  \set password `cat :'file'`
  ALTER ROLE postgres PASSWORD :'password';
SQL
