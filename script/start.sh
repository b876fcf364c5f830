# shellcheck shell=bash
# ./chasqui up and restart.

start() { # NAME
  case $1 in
    postgres) start_postgres ;;
    redis) start_redis ;;
    gateway) start_gateway ;;
    zipkin) start_zipkin ;;
    *) start_service "$1" ;;
  esac
}

# Starts processes, at most PARALLEL at a time, and returns when all of them are ready.
bring_up() { # PARALLEL NAME...
  local parallel=$1 waiting=() starting=() still name
  shift
  for name in "$@"; do
    if is_alive "$name" && is_ready "$name"; then
      mark "$name" running "port ${port[$name]}"
    elif is_alive "$name"; then
      mark "$name" starting
      starting+=("$name")
      since[$name]=$SECONDS
    else
      waiting+=("$name")
    fi
  done
  while ((${#waiting[@]} + ${#starting[@]} > 0)); do
    while ((${#waiting[@]} > 0 && ${#starting[@]} < parallel)); do
      name=${waiting[0]}
      waiting=("${waiting[@]:1}")
      starting+=("$name")
      since[$name]=$SECONDS
      mark "$name" starting
      start "$name"
    done
    still=()
    for name in "${starting[@]}"; do
      if is_ready "$name"; then
        mark "$name" ready "port ${port[$name]}"
      elif ! is_alive "$name"; then
        give_up $died "$name" "$name died while starting."
      elif ((SECONDS - since[$name] > start_timeout)); then
        give_up $too_slow "$name" "$name was not ready after $start_timeout s (CHASQUI_START_TIMEOUT)."
      else
        still+=("$name")
      fi
    done
    starting=("${still[@]}")
    ((${#starting[@]} == 0)) || sleep 0.2
    redraw
  done
}

declare -A since=()

give_up() { # CODE NAME SENTENCE
  local log=$home/log/$2.log
  mark "$2" failed
  {
    say "--- the end of $log"
    tail -c "+$((${log_offset[$2]:-0} + 1))" "$log" | grep -vE '^[[:space:]]+(at |\.\.\. [0-9])' | tail -n 30 || true # it may be empty
    say "---"
  } >&2
  complain "$3 The other processes go on: remove the cause and call ./chasqui up again, or ./chasqui down."
  exit "$1"
}

# Ctrl-C during the start: stops everything that this command has started.
interrupted() {
  trap '' INT TERM HUP
  say ""
  complain "Interrupted, stopping what this command has started."
  [[ -z $build_pid ]] || kill -- -"$build_pid" 2>/dev/null || true
  stop "${started_now[@]}"
  exit 130
}

prepare_to_start() {
  prepare_home
  lock_home
  choose_ports
  choose_service_java
  make_secrets
  make_keys
  prepare_tls
  stop_strays
  ulimit -Sn 16384 2>/dev/null || true # for the gateway's connections; a lower limit is accepted
  trap interrupted INT TERM HUP
  progress_start
}

command_up() {
  local name
  require_programs
  prepare_to_start
  if has_flag --watch && is_alive watch; then
    die $busy "Another ./chasqui (PID $found_pid) watches $home already."
  fi
  for name in $(not_running "${processes[@]}"); do
    require_free_port "$name"
  done
  ! uses_tls || is_alive gateway || require_free_port redirect
  build
  ! with_traces || fetch_zipkin
  printf '%s %s %s %s %s\n' "$gateway_port" "$port_base" "$gateway_address" "$security" "$parts" >"$home/run/ports"
  keep_tls_settings
  # A service that was built again is restarted.
  local renewed=()
  for name in "${services[@]}"; do
    if ! is_unpacked "$name" && is_alive "$name"; then
      renewed+=("$name")
    fi
  done
  stop "${renewed[@]}"

  keep_logs
  bring_up 2 postgres redis
  finish_rotation
  make_databases
  update_redis_users
  prepare_services "${services[@]}"
  for name in "${services[@]}"; do
    is_alive "$name" || mark "$name" waiting
  done
  bring_up "$start_parallel" "${services[@]}"
  publish_pages
  bring_up 1 gateway
  ! with_traces || bring_up 1 zipkin
  trap - INT TERM HUP

  local at=http://localhost:$gateway_port
  ! uses_tls || at=https://localhost:$tls_port
  say ""
  say "Chasqui is up, in $(seconds_since "$progress_zero"), at $at/"
  say "  shop      $at/shop/"
  say "  console   $at/console/"
  say "  commands  $at/api-commands/{users,products,markets,orders}"
  say "  queries   $at/api-queries/{users,products,markets,orders}"
  say "  interface $at/docs/"
  ! with_traces || say "  traces    http://localhost:${port[zipkin]}/zipkin/"
  say "  logs      ./chasqui logs -f        stop  ./chasqui down        more  ./chasqui help"
  if uses_tls; then
    say "It is encrypted. Clients must trust what ./chasqui trust prints: curl --cacert $home/tls/authority.pem"
  fi
  if [[ $security == on ]]; then
    say "It is secured. This puts an administrator's token into a variable, for curl -H \"\$auth\":"
    say "  auth=\"Authorization: Bearer \$(./chasqui token admin)\""
  fi
  if has_flag --watch; then
    watch
  fi
}

command_restart() {
  local name
  (($# > 0)) || die $usage "'restart' needs a name. One or more of: ${processes[*]}."
  for name in "$@"; do
    require_name "$name"
  done
  [[ -e $home/run/ports ]] || die $failed "Chasqui is not up. Start it: ./chasqui up"
  require_programs
  prepare_to_start
  stop "$@"
  for name in "$@"; do
    require_free_port "$name"
    [[ " ${services[*]} " != *" $name "* ]] || prepare_services "$name"
  done
  for name in "${processes[@]}"; do # in the order in which they need each other
    [[ " $* " != *" $name "* ]] || bring_up 1 "$name"
  done
}
