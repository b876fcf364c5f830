# shellcheck shell=bash
# The processes that this script has started: finding those that run, starting one, stopping some.

boot_id=$(</proc/sys/kernel/random/boot_id)

# The start of a process, in ticks since the machine's start; fails if there is no process, or only a zombie.
find_birth() { # PID: leaves it in $birth
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra stat <<<"${stat##*) }"
  birth=${stat[19]}
  [[ ${stat[0]} != [ZX] ]]
}

# A PID alone may meanwhile belong to another process; together with the start time it identifies ours.
is_alive() { # NAME: leaves its PID in $found_pid
  local born boot
  { read -r found_pid <"$home/run/$1.pid" && read -r born boot <"$home/run/$1.born"; } 2>/dev/null || return 1
  [[ $boot == "$boot_id" ]] && find_birth "$found_pid" && [[ $birth == "$born" ]]
}

pid_of() { is_alive "$1" && printf '%s' "$found_pid"; } # NAME: prints the PID if the process runs

# Succeeds if the process was started and not stopped, and yet does not run.
has_died() { [[ -e $home/run/$1.pid ]] && ! is_alive "$1"; } # NAME

remember() { # NAME PID
  find_birth "$2" || birth=none
  printf '%s %s\n' "$birth" "$boot_id" >"$home/run/$1.born"
  printf '%s\n' "$2" >"$home/run/$1.pid"
  chmod a+r "$home/run/$1".*
}

# Orphaned servers of this state directory, for example Nginx's workers after a kill -9 of their master: their working
# directory is in it, and neither they nor their parents have a PID file.
strays() {
  local name link target program parent tracked=" "
  for name in "${processes[@]}"; do
    tracked+="$(pid_of "$name" || true) "
  done
  while IFS= read -r -d '' link && IFS= read -r -d '' target; do
    [[ $target == "$home"/tmp || $target == "$home"/data/* ]] || continue
    link=${link%/cwd}
    program=$(as_account readlink "$link/exe" 2>/dev/null) || continue
    parent=$(sed -n 's/^PPid:[[:space:]]*//p' "$link/status" 2>/dev/null) || continue
    program=${program##*/}
    case ${program% (deleted)} in
      postgres | redis-* | nginx | java)
        [[ $tracked == *" ${link#/proc/} "* || $tracked == *" $parent "* ]] || say "${link#/proc/}"
        ;;
    esac
  done < <(as_account find /proc -mindepth 2 -maxdepth 2 -name cwd -path '/proc/[0-9]*' -printf '%p\0%l\0' 2>/dev/null)
}

spawn() { # NAME COMMAND...
  local name=$1 log=$home/log/$1.log pid
  shift
  touch "$log"
  give "$log"
  log_offset[$name]=$(stat -c %s "$log")
  (
    exec {lock}>&-
    cd "$home/tmp"
    # why default signals: a shell's background command would ignore interrupts for ever
    exec env --default-signal=INT,QUIT -u SPRING_DATASOURCE_PASSWORD -u SPRING_FLYWAY_PASSWORD -u SPRING_DATA_REDIS_PASSWORD \
      -u CHASQUI_SECURITY \
      HOME="$home/tmp" TMPDIR="$home/tmp" LC_ALL=C.UTF-8 setsid "${drop[@]}" "$@"
  ) </dev/null >>"$log" 2>&1 &
  pid=$!
  disown "$pid" # why: if it is killed, this script reports it and not the shell
  remember "$name" "$pid"
  started_now+=("$name")
}

declare -A log_offset=()
started_now=()

# Keeps the logs from growing for ever. It runs as the caller, who owns the directory of the logs.
keep_logs() {
  local drop=()
  is_alive log-keeper || spawn log-keeper "$project/script/keep-logs" "$home/log" 20000000
}

# Stops each process before those that it depends on.
stop() { # NAME...
  local name askers=() services_left=() answerers=()
  for name in "$@"; do
    case $name in
      gateway) askers+=("$name") ;;
      postgres | redis) answerers+=("$name") ;;
      *) services_left+=("$name") ;;
    esac
  done
  stop_together "${askers[@]}"
  stop_together "${services_left[@]}"
  stop_together "${answerers[@]}"
}

stop_together() { # NAME...: asks them to end, kills them after the grace period; returns when none is left
  local name pid signal deadline=$((SECONDS + stop_grace)) left=("$@") still
  for name in "$@"; do
    if pid=$(pid_of "$name"); then
      case $name in
        postgres) signal=INT ;; # sessions end, data are written
        gateway) signal=QUIT ;; # requests in flight are answered
        *) signal=TERM ;;
      esac
      mark "$name" stopping
      kill -s $signal "$pid" 2>/dev/null || true
    fi
  done
  while ((${#left[@]} > 0)); do
    still=()
    for name in "${left[@]}"; do
      if ! pid=$(pid_of "$name"); then
        rm -f "$home/run/$name".{pid,born}
        [[ -z ${progress_state[$name]-} ]] || mark "$name" stopped
      else
        ((SECONDS < deadline)) || kill -s KILL "$pid" 2>/dev/null || true
        still+=("$name")
      fi
    done
    left=("${still[@]}")
    ((${#left[@]} == 0)) || sleep 0.1
    redraw
  done
}

stop_strays() {
  local pids i
  mapfile -t pids < <(strays)
  ((${#pids[@]} > 0)) || return 0
  kill -s TERM "${pids[@]}" 2>/dev/null || true
  for ((i = 0; i < 50; i++)); do
    mapfile -t pids < <(strays)
    ((${#pids[@]} > 0)) || return 0
    sleep 0.1
  done
  kill -s KILL "${pids[@]}" 2>/dev/null || true
}

running() { # NAME...: prints those that are alive
  local name
  for name in "$@"; do
    ! is_alive "$name" || say "$name"
  done
}

not_running() { # NAME...: prints those that are not
  local name
  for name in "$@"; do
    is_alive "$name" || say "$name"
  done
}
