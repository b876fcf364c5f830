# shellcheck shell=bash
# PostgreSQL, Redis and Nginx: their configuration and start.

database() { # DATABASE [PSQL ARGUMENTS]: as the superuser
  local name=$1
  shift
  PGPASSFILE=${pgpass:-$home/passwords/pgpass} PGCONNECT_TIMEOUT=3 \
    "$postgres_bin/psql" -X -h 127.0.0.1 -p "${port[postgres]}" -U postgres -d "$name" "$@"
}

start_postgres() {
  local data=$home/data/postgres encryption=()
  if [[ ! -d $data ]]; then
    make_cluster
  fi
  install_file "$project/servers/postgresql.conf" "$data/chasqui.conf"
  access_rules | install_file /dev/stdin "$data/pg_hba.conf"
  if uses_tls; then
    certify postgres
    encryption=(-c ssl=on -c ssl_min_protocol_version=TLSv1.2 -c ssl_cert_file="$home/tls/postgres.pem"
      -c ssl_key_file="$home/tls/postgres.key")
  fi
  remove_stale_lock "$data/postmaster.pid"
  spawn postgres "$postgres_bin/postgres" -D "$data" -p "${port[postgres]}" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= "${encryption[@]}"
}

# A role can connect only to the database of its service, whatever is granted.
access_rules() {
  local host=host name
  ! uses_tls || host=hostssl
  for name in all replication; do
    say "$host $name postgres 127.0.0.1/32 scram-sha-256"
  done
  for name in "${services[@]//-/_}"; do
    say "$host $name $name,${name}_owner 127.0.0.1/32 scram-sha-256"
  done
}

make_cluster() {
  local data=$home/data/postgres log=$home/log/initdb.log
  as_account rm -rf "$data.new"
  # why through a pipe: the password is then in no file and in no list of processes
  (cd "$home/tmp" && as_account bash -c 'exec "$@" --pwfile=<(cat)' initdb "$postgres_bin/initdb" -D "$data.new" \
    -U postgres --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums) \
    <<<"${secret[postgres]}" >"$log" 2>&1 ||
    die $died "PostgreSQL's initdb failed:"$'\n'"$(tail -n 15 "$log")"
  as_account tee -a "$data.new/postgresql.conf" >/dev/null <<<"include 'chasqui.conf'"
  as_account mv "$data.new" "$data"
}

install_file() { # FROM TO: a file that the account reads, in a directory of its own
  as_account tee "$2" >/dev/null <"$1"
}

# After a crash the PID in the lock file may belong to another process of ours, and PostgreSQL would wait for it for
# ever.
remove_stale_lock() { # FILE
  local pid program
  [[ -e $1 ]] || return 0
  pid=$(as_account head -n 1 "$1")
  program=$(as_account readlink "/proc/$pid/exe" 2>/dev/null || true)
  [[ ${program##*/} == postgres* ]] || as_account rm -f "$1"
}

# The database and the two roles of each service. Makes what is missing, also after an interrupted first start.
make_databases() {
  local name
  access_rules | install_file /dev/stdin "$home/data/postgres/pg_hba.conf" # also where it runs since before an upgrade
  {
    say "SELECT pg_reload_conf() \\g /dev/null"
    say "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;"
    for name in "${services[@]//-/_}"; do
      printf '\\set %s %s\n' name "$name" password "${secret[$name]}" owner_password "${secret[${name}_owner]}"
      cat "$project/servers/database.sql"
    done
  } | database postgres -q -v ON_ERROR_STOP=1
}

redis_port() {
  uses_tls || { say "port ${port[redis]}" && return; }
  certify redis
  say "port 0"
  say "tls-port ${port[redis]}"
  say "tls-cert-file \"$home/tls/redis.pem\""
  say "tls-key-file \"$home/tls/redis.key\""
  say "tls-ca-cert-file \"$home/tls/authority.pem\""
  say "tls-auth-clients no" # they have passwords
  say 'tls-protocols "TLSv1.2 TLSv1.3"'
}

start_redis() {
  as_account mkdir -p "$home/data/redis"
  {
    cat "$project/servers/redis.conf"
    say "bind 127.0.0.1"
    redis_port
    say "dir \"$home/data/redis\""
    redis_users
  } >"$home/conf/redis.conf"
  let_read "$home/conf"
  spawn redis "$redis_server" "$home/conf/redis.conf"
}

redis_users() { # as lines of a configuration
  local word name rules password
  while read -r word name rules; do
    [[ $word == user ]] || continue
    password=${secret[redis_${name//-/_}]-}
    say "user $name $rules${password:+ #$(sha256 "$password")}"
  done <"$project/servers/redis-users"
}

# A Redis that runs since before an upgrade gets the users of this release.
update_redis_users() {
  {
    redis_users | sed -E 's/^user ([^ ]+)/ACL SETUSER \1 reset/'
    say "ACL DELUSER chasqui" # the one user of all services, in earlier releases
  } | change_redis_users
}

change_redis_users() { # sends the commands of the standard input
  local answers
  answers=$(as_redis_admin)
  ! grep -vE '^(OK|[01])?$' <<<"$answers" || die $failed "Redis refused its users."
}

render() { # TEMPLATE TARGET NAME=VALUE...: replaces ${NAME}, as envsubst does in the official image
  local text assignment from=$1 to=$2
  shift 2
  text=$(<"$from")
  for assignment in "$@"; do
    text=${text//"\${${assignment%%=*}}"/"${assignment#*=}"}
  done
  printf '%s\n' "$text" >"$to"
}

# A running gateway serves the new files at once.
publish_pages() {
  rm -rf "$home/html"
  cp -R "$project/gateway/target/html" "$home/html"
  let_read "$home/html"
}

# Where a browser on this machine sees metrics and traces. Why only in an open shop: a link brings no token.
metrics_and_traces() {
  local name scheme=http metrics=() traces=${CHASQUI_OPERATIONS_TRACES-}
  ! uses_tls || scheme=https
  if [[ $secured == false ]]; then
    for name in "${services[@]}"; do metrics+=("$name=$scheme://localhost:${port[$name]}/actuator/prometheus"); done
  fi
  ! with_traces || traces="http://localhost:${port[zipkin]}/zipkin/traces/{trace}"
  [[ $traces =~ ^https?://[A-Za-z0-9.:/_-]+/[a-z]+/\{trace\}$ ]] || traces=''
  variables+=(GATEWAY_METRICS="${metrics[*]}" GATEWAY_TRACES="${traces:+Traces=${traces%/*/*}/}")
}

start_gateway() {
  local service operations=on
  [[ $secured == true || $gateway_address == 127.0.0.1 ]] || operations=off
  local variables=(SERVICE_SCHEME=http GATEWAY_LISTEN="$gateway_address:${port[gateway]}" GATEWAY_HSTS=
    GATEWAY_ACCESS_LOG=log/access.log GATEWAY_LOG_FORMAT=gateway
    GATEWAY_HOSTS="${GATEWAY_HOSTS-}" GATEWAY_CORS_ORIGINS="${GATEWAY_CORS_ORIGINS-}" GATEWAY_SECURED="$secured"
    GATEWAY_OPERATIONS="$operations"
    GATEWAY_RATE_LIMIT="${GATEWAY_RATE_LIMIT:-200}" GATEWAY_RATE_BURST="${GATEWAY_RATE_BURST:-400}"
    GATEWAY_RATE_CEILING="${GATEWAY_RATE_CEILING:-1000}"
    GATEWAY_CLIENT_REQUESTS="${GATEWAY_CLIENT_REQUESTS:-50}" GATEWAY_REQUESTS="${GATEWAY_REQUESTS:-600}")
  local templates=(nginx upstreams gateway)
  rm -f "$home/conf/tls.conf"
  if uses_tls; then
    certify gateway
    templates+=(tls)
    # The first of two equal names counts. Nginx reads certificates below the directory of its configuration.
    variables=(SERVICE_SCHEME=https GATEWAY_LISTEN="$gateway_address:${port[gateway]} ssl" GATEWAY_HSTS="${GATEWAY_HSTS-}"
      GATEWAY_REDIRECT_LISTEN="$gateway_address:${port[redirect]}" GATEWAY_TLS_PORT="${port[gateway]}" GATEWAY_TLS=../tls
      "${variables[@]}")
  fi
  metrics_and_traces
  for service in "${services[@]}"; do
    local name=${service^^}
    variables+=("${name//-/_}_ADDRESS=127.0.0.1:${port[$service]}")
  done
  for name in "${templates[@]}"; do
    render "$project/gateway/$name.conf.template" "$home/conf/$name.conf" "${variables[@]}"
  done
  let_read "$home/conf"
  touch "$home/log/access.log"
  give "$home/log/access.log"
  # Every path in the configuration is relative to the prefix, so no path needs quoting.
  spawn gateway "$nginx" -p "$home/" -c conf/nginx.conf -e stderr
}
