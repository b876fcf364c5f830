# shellcheck shell=bash
# ./chasqui up --watch: restarts processes that have ended, at once and then with growing pauses, but not those that
# were stopped. It works like any other ./chasqui: the state directory tells it which processes should run, and it takes
# the lock to start one.

readonly longest_pause=60 # seconds between two attempts; a process that has run for longer restarts without a pause

declare -A attempts=() started_at=() due=()

watch() {
  local name
  remember watch $$
  trap stop_all INT TERM HUP
  progress_live=false
  flock --unlock "$lock"
  report "Watching: a process that ends is started again. Ctrl-C or ./chasqui down stops everything."
  while is_alive watch && ((found_pid == $$)); do
    for name in "${processes[@]}"; do
      if has_died "$name"; then
        revive "$name"
      else
        unset "due[$name]"
      fi
    done
    sleep 1
  done
  report "Everything was stopped from elsewhere."
}

revive() { # NAME
  if [[ -n ${due[$1]-} ]] && ((SECONDS < due[$1])); then
    return 0
  fi
  flock --nonblock "$lock" || return 0 # the holder of the lock may be stopping it
  if has_died "$1"; then
    [[ -n ${due[$1]-} ]] || schedule "$1"
    ((SECONDS < due[$1])) || start_again "$1"
  fi
  flock --unlock "$lock"
}

start_again() { # NAME
  stop_strays
  read_secrets # they may have been renewed
  started_at[$1]=$SECONDS
  (start "$1") || report "$1 could not be started."
  tell_when_ready "$1" &
  unset "due[$1]"
}

schedule() { # NAME: 0, 1, 2, 4 … seconds from now
  local pause
  ((SECONDS - ${started_at[$1]:-0} <= longest_pause)) || attempts[$1]=0
  pause=$(((1 << ${attempts[$1]:-0}) / 2))
  ((pause <= longest_pause)) || pause=$longest_pause
  ((pause == longest_pause)) || attempts[$1]=$((${attempts[$1]:-0} + 1))
  due[$1]=$((SECONDS + pause))
  if ((pause == 0)); then
    report "$1 has ended and is started again. Its log: $home/log/$1.log"
  else
    report "$1 has ended again and is started in $pause s. Its log: $home/log/$1.log"
  fi
}

tell_when_ready() { # NAME
  local pid began=$SECONDS
  exec {lock}>&-
  pid=$(pid_of "$1") || return 0
  until is_ready "$1"; do
    if ((SECONDS - began > start_timeout)); then
      report "$1 runs, but is not ready after $start_timeout s (CHASQUI_START_TIMEOUT)."
      return
    fi
    sleep 1
    [[ $(pid_of "$1") == "$pid" ]] || return 0
  done
  report "$1 is ready again, after $((SECONDS - began)) s."
}

stop_all() {
  trap '' INT TERM HUP
  report "Interrupted, stopping everything."
  flock --timeout=30 "$lock" || die $busy "Another ./chasqui ($(<"$home/lock")) is at work on $home."
  stop "${processes[@]}"
  stop_strays
  rm -f "$home"/run/*
  exit 130
}

report() { printf '%(%H:%M:%S)T  %s\n' -1 "$*"; }
