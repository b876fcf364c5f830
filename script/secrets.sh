# shellcheck shell=bash
# The passwords: one for each role of PostgreSQL and each user of Redis.

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
