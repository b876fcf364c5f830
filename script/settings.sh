# shellcheck shell=bash
# Settings from the environment, ports, and whether the shop is secured.

read_settings() {
  start_timeout=${CHASQUI_START_TIMEOUT:-180}
  start_parallel=${CHASQUI_START_PARALLEL:-$(nproc)}
  is_number "$start_timeout" 1 99999 ||
    die $usage "CHASQUI_START_TIMEOUT is '$start_timeout', and must be a number of seconds."
  is_number "$start_parallel" 1 99 ||
    die $usage "CHASQUI_START_PARALLEL is '$start_parallel', and must be a number from 1 to 99."
  ((start_parallel > 1)) || start_parallel=2
  [[ -z ${JIT_LEVEL-} ]] ||
    die $usage "JIT_LEVEL is no longer a setting. Set CHASQUI_PROFILE=small for JIT_LEVEL=1, or fast for 4."
  case ${CHASQUI_PROFILE:-small} in
    small) # why: six JVMs share a laptop's two cores, and each keeps what its young generation has once touched
      jvm_flags+=(-XX:TieredStopAtLevel=1 -Xmx128m -XX:NewRatio=5)
      training_flags=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining) # profiles would make the one compiler work more
      ;;
    fast) jvm_flags+=(-Xmx256m) ;;
    *) die $usage "CHASQUI_PROFILE is '$CHASQUI_PROFILE', and must be small or fast." ;;
  esac
  [[ ${CHASQUI_SECURITY-} =~ ^(on|off|)$ ]] ||
    die $usage "CHASQUI_SECURITY is '$CHASQUI_SECURITY', and must be on or off."
  [[ -z ${CHASQUI_SECURITY_ENABLED-} ]] ||
    die $usage "CHASQUI_SECURITY_ENABLED is for one service alone. Set CHASQUI_SECURITY=on for the shop."
  [[ ${GATEWAY_CORS_ORIGINS-} =~ ^( *https?://[a-z0-9.-]+(:[0-9]+)?)*\ *$ ]] ||
    die $usage "GATEWAY_CORS_ORIGINS is '$GATEWAY_CORS_ORIGINS', and takes exact origins such as https://shop.example," \
      "separated by spaces."
}

declare -A port=()

# While a process runs, the defaults are those with which the shop was started.
choose_ports() {
  local gateway="" base="" address="" kept="" kept_parts=""
  if [[ -r $home/run/ports && -n $(running "${processes[@]}") ]]; then
    read -r gateway base address kept kept_parts <"$home/run/ports"
    kept=${kept:-off} # started by a release without the switch
  fi
  gateway_port=${GATEWAY_PORT:-${gateway:-8080}}
  port_base=${CHASQUI_PORT_BASE:-${base:-18000}}
  gateway_address=${GATEWAY_ADDRESS:-${address:-127.0.0.1}}
  is_number "$gateway_port" 1 65535 ||
    die $usage "GATEWAY_PORT is '$gateway_port', and a port is a number from 1 to 65535."
  [[ $gateway_address == 127.0.0.1 || $gateway_address == 0.0.0.0 ]] ||
    die $usage "GATEWAY_ADDRESS is '$gateway_address', and must be 127.0.0.1 or 0.0.0.0."
  is_number "$port_base" 1024 65000 ||
    die $usage "CHASQUI_PORT_BASE is '$port_base', and must be a number from 1024 to 65000."
  choose_security "$kept"
  parts=$kept_parts
  ! has_flag '--with traces' || parts=traces
  local wanted="$gateway_port $port_base $gateway_address $security $parts"
  if [[ -n $gateway && $wanted != "$gateway $base $address $kept $kept_parts" && $command != down ]]; then
    die $usage "Chasqui runs in $home with ${kept_parts:-no traces}, GATEWAY_PORT=$gateway CHASQUI_PORT_BASE=$base" \
      "GATEWAY_ADDRESS=$address CHASQUI_SECURITY=$kept." \
      "Stop it first (./chasqui down), or set CHASQUI_HOME to start a second one."
  fi
  port=([postgres]=$((port_base + 432)) [redis]=$((port_base + 379)) [gateway]=$gateway_port)
  local i
  for i in "${!services[@]}"; do
    port[${services[i]}]=$((port_base + 81 + i))
  done
  choose_tls
  choose_traces
}

# A shop that other machines reach is secured, unless the caller says in words that it is not.
choose_security() { # THAT OF THE RUNNING SHOP
  security=${CHASQUI_SECURITY:-${1:-off}}
  if has_flag --insecure; then
    [[ ${CHASQUI_SECURITY-} != on ]] || die $usage "CHASQUI_SECURITY=on and --insecure contradict each other."
    security=off
  elif [[ $gateway_address != 127.0.0.1 && $1 != off ]]; then
    [[ ${CHASQUI_SECURITY-} != off || ! $command =~ ^(up|restart)$ ]] ||
      die $usage "GATEWAY_ADDRESS=$gateway_address lets other machines in, and CHASQUI_SECURITY=off lets them do everything." \
        "If that is what you want, say so: ./chasqui up --insecure"
    security=on
  fi
  secured=false
  [[ $security == off ]] || secured=true
}

is_number() { [[ $1 =~ ^[0-9]{1,5}$ ]] && ((10#$1 >= $2 && 10#$1 <= $3)); }

how_to_change_port() { # NAME
  if [[ $1 == gateway ]] && uses_tls; then
    printf 'Choose another with GATEWAY_TLS_PORT, for example: GATEWAY_TLS_PORT=8444 ./chasqui up'
  elif [[ $1 == gateway || $1 == redirect ]]; then
    printf 'Choose another with GATEWAY_PORT, for example: GATEWAY_PORT=8081 ./chasqui up'
  else
    printf 'Choose others with CHASQUI_PORT_BASE, for example: CHASQUI_PORT_BASE=28000 ./chasqui up'
  fi
}
