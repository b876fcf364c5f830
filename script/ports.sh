# shellcheck shell=bash
# The processes that listen at a port, and the answers there.

# Listening sockets that would keep us from a port on loopback: "inode uid", one a line.
listeners() { # PORT
  awk -v "port=$(printf '%04X' "$1")" '
    $4 == "0A" {
      split($2, local, ":")
      if (local[2] == port && local[1] ~ /^(0100007F|0+|0+FFFF00000100007F)$/) print $10, $8
    }' /proc/net/tcp /proc/net/tcp6 2>/dev/null || true
}

# The processes that have a listening socket of the port among their open files. It looks twice, because root in a
# container may not look into processes of others.
holders() { # PORT [PID]
  local inode socket directories=(/proc/[0-9]*/fd)
  [[ -z ${2-} ]] || directories=("/proc/$2/fd")
  while read -r inode _; do
    socket="socket:\\[$inode\\]"
    {
      find "${directories[@]}" -maxdepth 1 -lname "$socket" || true
      [[ -z $account ]] || as_account find "${directories[@]}" -maxdepth 1 -lname "$socket" || true
    } 2>/dev/null | cut -d/ -f3
  done < <(listeners "$1")
}

holds_port() { # NAME
  local pid
  pid=$(pid_of "$1") && [[ -n $(holders "${port[$1]}" "$pid") ]]
}

require_free_port() { # NAME
  local number=${port[$1]} inode uid pid by
  read -r inode uid < <(listeners "$number") || return 0
  pid=$(holders "$number" | head -n 1)
  if [[ -n $pid ]]; then
    by="process $pid ($(tr '\0\n' '  ' <"/proc/$pid/cmdline" | cut -c1-80))"
  else
    by="a process of $(getent passwd "$uid" | cut -d: -f1 || true)"
  fi
  die $port_taken "Port $number, which $1 needs, is taken by $by. $(how_to_change_port "$1")"
}

# --- Asking the servers -----------------------------------------------------------------------------------------------

# Sends its input to a port on loopback, and prints what comes back. Without TLS the shell itself does it: a bare machine
# has no curl. Who answers is not checked here, since the gateway's certificate may be one for other names.
exchange() ( # PORT
  if uses_tls; then
    exec timeout 10 openssl s_client -quiet -connect "127.0.0.1:$1"
  fi
  exec {socket}<>"/dev/tcp/127.0.0.1/$1" && cat >&"$socket" && exec timeout 10 cat <&"$socket"
) 2>/dev/null

# The status of a GET on loopback, 000 if there is no answer. It does not wait for the end of the connection, with which
# Zipkin takes its time; what does must not keep the lock meanwhile.
http_status() { # PORT PATH
  local status=000
  read -r -t 10 _ status _ < <([[ -z ${lock-} ]] || exec {lock}>&- && printf 'GET %s HTTP/1.1\r\nHost: localhost:%d\r\nAccept: */*\r\nConnection: close\r\n\r\n' \
    "$2" "$1" | exchange "$1") || true
  printf '%s' "${status:-000}"
}

# Why a login, even if it needs no password: without one, Redis refuses also while it loads its data.
redis_answers() {
  local answer
  answer=$(printf 'AUTH health health\r\nPING\r\nQUIT\r\n' | exchange "${port[redis]}") && [[ $answer == *+PONG* ]]
}

# Why in a subshell: Bash forgets an interrupt that comes while it waits for a command substitution to end.
is_ready() ( # NAME: the process that was started here answers
  local route
  case $1 in
    postgres) holds_port postgres && "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "${port[postgres]}" ;;
    redis) holds_port redis && redis_answers ;;
    gateway)
      for route in "${routes[@]}"; do
        # A command service answers 405 to a GET, so it is there.
        case $(http_status "${port[gateway]}" "$route") in
          000 | 50[234]) return 1 ;;
        esac
      done
      holds_port gateway
      ;;
    zipkin) [[ $(http_status "${port[zipkin]}" /health) == 200 ]] && holds_port zipkin ;;
    *) [[ $(http_status "${port[$1]}" /actuator/health/readiness) == 200 ]] && holds_port "$1" ;;
  esac
)
