# shellcheck shell=bash
# ./chasqui status and logs, and the prompts of PostgreSQL and Redis.

command_status() {
  local name pid state all_up=true
  if [[ ! -d $home ]] || ! has_state; then
    say "Nothing runs: there is no state in $home."
    exit $failed
  fi
  postgres_bin=$(find_postgres) || true
  [[ -r $home/secrets ]] || die $no_home "$home/secrets cannot be read. $(who_owns "$home")"
  printf '%-18s %-9s %7s %6s %9s  %s\n' NAME STATE PID PORT MEMORY UP
  for name in "${processes[@]}"; do
    if pid=$(pid_of "$name"); then
      state=ready
      is_ready "$name" || state=not-ready
      printf '%-18s %-9s %7d %6d %5d MiB  %s\n' "$name" $state "$pid" "${port[$name]}" "$(memory_of "$pid")" \
        "$(age_of "$pid")"
    else
      state=stopped
      ! has_died "$name" || state=died
      printf '%-18s %-9s %7s %6d\n' "$name" $state - "${port[$name]}"
    fi
    [[ $state == ready ]] || all_up=false
  done
  warn_of_ending_certificates
  $all_up || exit $failed
}

age_of() { # PID
  local up seconds
  read -r up _ </proc/uptime
  find_birth "$1" || return 0
  seconds=$((${up%.*} - birth / $(getconf CLK_TCK)))
  printf '%d:%02d:%02d' $((seconds / 3600)) $((seconds / 60 % 60)) $((seconds % 60))
}

memory_of() { # PID: MiB of it and its children; shared pages count once if the kernel says so
  local pid file total=0 kib
  for pid in "$1" $(children_of "$1"); do
    file=/proc/$pid/smaps_rollup
    kib=$(as_account sed -n 's/^Pss: *\([0-9]*\) kB/\1/p' "$file" 2>/dev/null)
    [[ -n $kib ]] || kib=$(sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null)
    total=$((total + ${kib:-0}))
  done
  printf '%d' $((total / 1024))
}

children_of() { cat "/proc/$1/task/$1/children" 2>/dev/null || true; } # PID

command_logs() {
  local follow=false lines=20 names=() name tails=()
  while (($# > 0)); do
    case $1 in
      -f | --follow) follow=true ;;
      -n) lines=${2-} && shift ;;
      *) require_name "$1" && names+=("$1") ;;
    esac
    shift
  done
  [[ $lines =~ ^[0-9]+$ ]] || die $usage "-n needs a number of lines. See ./chasqui help."
  ((${#names[@]} > 0)) || names=("${processes[@]}")
  [[ " ${names[*]} " != *" gateway "* ]] || names+=(access)
  for name in "${names[@]}"; do
    [[ -r $home/log/$name.log ]] || continue
    if $follow; then
      tail -n "$lines" -F "$home/log/$name.log" 2>/dev/null | sed -u "s/^/$(printf '%-18s' "$name")| /" &
      tails+=($!)
    else
      tail -n "$lines" "$home/log/$name.log" | sed "s/^/$(printf '%-18s' "$name")| /"
    fi
  done
  if ((${#tails[@]} > 0)); then
    trap 'kill $(jobs -p) 2>/dev/null; exit 130' INT TERM
    wait
  fi
}

command_psql() {
  local service=${1-}
  [[ -n $service ]] || die $usage "'psql' needs the name of a service. One of: ${services[*]}."
  require_name "$service"
  shift
  postgres_bin=$(find_postgres) || die $missing "PostgreSQL's psql was not found."
  local name=${service//-/_}
  PGPASSFILE=$home/passwords/pgpass exec "$postgres_bin/psql" -h 127.0.0.1 -p "${port[postgres]}" -U "${name}_owner" -d "$name" "$@"
}

command_redis_cli() { exec_as_redis_admin "$@"; }

as_redis_admin() { (exec_as_redis_admin "$@"); }

exec_as_redis_admin() { # REDIS-CLI'S ARGUMENTS
  local redis_cli encryption=()
  redis_cli=$(find_program redis-cli) || die $missing "redis-cli was not found."
  read_secrets
  ! uses_tls || encryption=(--tls --cacert "$home/tls/authority.pem")
  # why in the environment: redis-cli reads no file, and this process is the caller's own
  REDISCLI_AUTH=${secret[redis_admin]} exec "$redis_cli" -h 127.0.0.1 -p "${port[redis]}" "${encryption[@]}" --user admin \
    --no-auth-warning "$@"
}
