# shellcheck shell=bash
# The passwords: one for each role of PostgreSQL and each user of Redis; and ./chasqui secrets rotate.

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

sha256() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

declare -A secret=()

read_secrets() {
  local name password
  while IFS== read -r name password; do
    secret[$name]=$password
  done <"$home/secrets"
}

secret_names() {
  local name
  for name in postgres "${services[@]}" "${services[@]/%/_owner}" redis_admin "${services[@]/#/redis_}"; do
    say "${name//-/_}"
  done
}

make_secrets() {
  local name
  touch "$home/secrets"
  chmod 600 "$home/secrets"
  read_secrets
  for name in $(secret_names); do
    [[ -n ${secret[$name]-} ]] || printf '%s=%s\n' "$name" "$(random)" >>"$home/secrets"
  done
  read_secrets
  hand_out_secrets
}

# why files: /proc shows the environment of a process, and every process that it starts inherits it
hand_out_secrets() {
  local new=$home/passwords.new directory=$home/passwords name role
  rm -rf "$new"
  mkdir -p "$directory" "${services[@]/#/$directory/}" "${services[@]/#/$new/}"
  [[ -z $account ]] || chmod 755 "$directory" "${services[@]/#/$directory/}"
  for name in "${services[@]}"; do
    role=${name//-/_}
    printf '%s' "${secret[$role]}" >"$new/$name/spring.datasource.password"
    printf '%s' "${secret[${role}_owner]}" >"$new/$name/spring.flyway.password"
    printf '%s' "${secret[redis_$role]}" >"$new/$name/spring.data.redis.password"
  done
  for role in $(secret_names); do
    [[ $role == redis_* ]] || printf '127.0.0.1:*:*:%s:%s\n' "$role" "${secret[$role]}"
  done >"$new/pgpass"
  give "$new"/*/*
  # why file by file: a service may be reading one, to connect
  for name in "${services[@]}"; do
    mv "$new/$name"/* "$directory/$name"
  done
  mv "$new/pgpass" "$directory"
  rm -r "$new"
}

# --- ./chasqui secrets rotate -----------------------------------------------------------------------------------------

command_secrets() { # rotate [--revoke-tokens]
  [[ $* == rotate || $* == "rotate --revoke-tokens" ]] ||
    die $usage "'secrets' knows 'rotate', and 'rotate --revoke-tokens'. See ./chasqui help."
  has_state || die $failed "There are no passwords: there is no state in $home."
  require_own_state
  [[ -n $(running postgres) && -n $(running redis) ]] ||
    die $failed "PostgreSQL and Redis must run, since they learn the new passwords. Start them: ./chasqui up"
  umask 077
  lock_home
  postgres_bin=$(find_postgres)
  read_secrets
  finish_rotation
  begin_rotation
  finish_rotation
  renew_signing_key "$home/keys/signing.pem" "$home/keys/jwks.json" "${2-}"
  local fate="count until they end"
  [[ -z ${2-} ]] || fate="are refused from now on"
  say "PostgreSQL and Redis have new passwords, and a new key signs tokens. Tokens of the keys before $fate."
}

# Each service reads its password again for each new connection; those that are open go on. Redis takes the old password
# and the new one meanwhile. PostgreSQL knows one only, and a service whose new connection is refused tries again.
begin_rotation() {
  local name password
  for name in $(secret_names); do
    printf '%s=%s\n' "$name" "$(random)"
  done >"$home/secrets.next"
  while IFS== read -r name password; do
    [[ $name != redis_* ]] || say "ACL SETUSER $(redis_user "$name") #$(sha256 "$password")"
  done <"$home/secrets.next" | change_redis_users
  cp "$home/secrets" "$home/secrets.previous"
  mv "$home/secrets.next" "$home/secrets"
  read_secrets
  hand_out_secrets
}

redis_user() { # NAME OF THE SECRET
  local name=${1#redis_}
  printf '%s' "${name//_/-}"
}

# Makes the new passwords the only ones. If the rotation was interrupted before, the next "up" or "rotate" does it.
finish_rotation() {
  [[ -e $home/secrets.previous ]] || return 0
  local name before=$home/passwords/pgpass.previous
  printf '127.0.0.1:*:*:postgres:%s\n' "$(sed -n 's/^postgres=//p' "$home/secrets.previous")" >"$before"
  {
    say "SET log_min_duration_statement = -1; SET log_min_error_statement = panic; BEGIN;" # no password in the log
    for name in $(secret_names); do
      [[ $name == redis_* ]] ||
        say "SELECT 'ALTER ROLE $name PASSWORD ''${secret[$name]}''' FROM pg_roles WHERE rolname = '$name' \\gexec"
    done
    say "COMMIT;"
  } | pgpass=$before database postgres -q -v ON_ERROR_STOP=1 2>/dev/null ||
    database postgres -qc "" # as it has learnt them already
  rm "$before"
  update_redis_users
  rm "$home/secrets.previous"
}
