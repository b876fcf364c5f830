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

make_secrets() {
  local name
  touch "$home/secrets"
  chmod 600 "$home/secrets"
  read_secrets
  for name in postgres "${services[@]//-/_}" redis_admin "${services[@]/#/redis_}"; do
    name=${name//-/_}
    [[ -n ${secret[$name]-} ]] || printf '%s=%s\n' "$name" "$(random)" >>"$home/secrets"
  done
  read_secrets
  hand_out_secrets
}

# why files: /proc shows the environment of a process, and every process that it starts inherits it
hand_out_secrets() {
  local new=$home/passwords.new name
  rm -rf "$new"
  mkdir -p "${services[@]/#/$new/}"
  for name in "${services[@]}"; do
    printf '%s' "${secret[${name//-/_}]}" >"$new/$name/spring.datasource.password"
    printf '%s' "${secret[redis_${name//-/_}]}" >"$new/$name/spring.data.redis.password"
  done
  printf "127.0.0.1:*:*:%s:%s\n" postgres "${secret[postgres]}" >"$new/pgpass"
  for name in "${services[@]//-/_}"; do
    printf "127.0.0.1:*:*:%s:%s\n" "$name" "${secret[$name]}" >>"$new/pgpass"
  done
  [[ -z $account ]] || chmod 755 "$new" "${services[@]/#/$new/}"
  give "$new"/*/*
  rm -rf "$home/passwords"
  mv "$new" "$home/passwords"
}
