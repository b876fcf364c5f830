# shellcheck shell=bash
# ./chasqui orders: those that have waited for too long, or the way of one through the services.

command_orders() { # [ORDER-ID] [--stuck SECONDS] [--json]
  local id='' seconds='' json=false
  while (($# > 0)); do
    case $1 in
      --json) json=true ;;
      --stuck)
        [[ ${2-} =~ ^[0-9]{1,9}$ ]] || die $usage "--stuck needs a number of seconds. See ./chasqui help."
        seconds=$2
        shift
        ;;
      *)
        [[ -z $id && $1 =~ ^[0-9]{1,16}$ ]] || die $usage "'orders' does not take '$1'. See ./chasqui help."
        id=$1
        ;;
    esac
    shift
  done
  [[ -z $id || -z $seconds ]] || die $usage "'orders' takes an ORDER-ID, or --stuck: one of them. See ./chasqui help."
  begin_asking
  if [[ -n $id ]]; then
    show_order "$id"
  else
    list_undecided "${seconds:-60}"
  fi
}

list_undecided() { # SECONDS; uses $json
  local answer row state
  answer=$(ask_service GET orders-commands "undecided?seconds=$1") || die $failed "orders-commands does not answer."
  if $json; then
    by_service "\"orders-commands\":$answer"
    return
  fi
  while read -r row; do
    state=$(field "$row" state)
    [[ $row != *'"cancelRequested":true'* ]] || state=cancelling
    printf '%-12s %-10s %10s s, %s reminders, placed %s\n' "$(field "$row" id)" "$state" \
      "$(field "$row" seconds)" "$(field "$row" reminders)" "$(field "$row" placedAt)"
  done < <(objects "$answer" '{"id":')
  say "$(field "$answer" count) undecided for longer than $1 s"
}

show_order() { # ID; uses $json
  local name kind answer row push fields=() steps=() key version number order=''
  for name in orders-commands products-commands orders-queries; do
    for kind in order reservation; do
      answer=$(ask_service GET "$name" "history/$kind/$1") || die $failed "$name does not answer."
      fields+=("\"$name/$kind\":$answer")
      [[ $answer != '{"particulars":{'* ]] || order=${answer%%'"events":['*}
      while read -r row; do
        version=$(field "$row" version) number=$(field "$row" position)
        add_step "$(field "$row" time)" "$(field "$row" type)"
        [[ $number == - ]] || add_step "$(field "$row" numberedAt)" numbered
        while read -r push; do
          add_hop "$(field "$push" subscription)" "$(field "$push" pushedAt)" 'pushed to'
        done < <(objects "${row#*'"pushes":['}" '{"subscription":')
      done < <(objects "${answer%%'"copies":['*}" '{"eventId":')
      while read -r row; do
        version=$(field "$row" version) number=- key='~'
        add_step "$(field "$row" writtenAt)" shown
      done < <(objects "${answer#*'"copies":['}" '{"table":')
      answer=${answer#*'"applied":['}
      while read -r row; do
        version=- number=$(field "$row" position)
        add_hop "$(field "$row" subscription)" "$(field "$row" appliedAt)" 'applied by'
      done < <(objects "${answer%%'"deadLetters":['*}" '{"subscription":')
      while read -r row; do
        version=- number=- key='~'
        add_step - "dead letter $(field "$row" eventId)"
      done < <(objects "${answer#*'"deadLetters":['}" '{"subscription":')
    done
  done
  if $json; then
    by_service "${fields[@]}"
    return
  fi
  ((${#steps[@]} > 0)) || die $failed "No service knows order $1."
  [[ -z $order ]] || describe_order "$1" "$order"
  printf '%-27s %14s  %-30s %7s  %-18s %9s\n' TIME SINCE WHAT VERSION SERVICE NUMBER
  printf '%s\n' "${steps[@]}" | LC_ALL=C sort -s -t '|' -k 1,1 | list_steps
}

describe_order() { # ID OBJECT
  local line reason market
  reason=$(field "$2" reason) market=$(field "$2" market)
  [[ $2 != *'"cancelRequested":true'* || $2 == *'"state":"cancelled"'* ]] || reason='its cancel was asked for'
  say "Order $1 of user $(field "$2" user)$([[ $market == - ]] || printf ' in %s' "$market"):" \
    "$(field "$2" state)$([[ $reason == - ]] || printf ', %s' "$reason")"
  while read -r line; do
    say "  $(field "$line" quantity) × product $(field "$line" product), $(field "$line" value) each"
  done < <(objects "${2#*'"lines":['}" '{"product":')
}

add_step() { # TIME WHAT: why a key: a step whose time is not known stays behind the one before; uses $steps, $key, $version, $name, $number
  [[ $1 == - ]] || key=${1%Z} # without it, texts sort like times
  steps+=("$key|$1|$2|$version|$name|$number")
}

add_hop() { # SUBSCRIPTION TIME WHAT: leaves out subscribers that the order does not pass
  case $1 in
    orders.*.products-commands | orders.*.orders-queries | products.*.orders-commands) add_step "$2" "$3 ${1##*.}" ;;
  esac
}

list_steps() { # reads them in their order, and shows how long each took after the last one whose time is known
  local row now before='' since
  while IFS='|' read -r -a row; do
    since=-
    if [[ ${row[1]} == - ]]; then
      row[1]='not known'
    else
      now=$(date -d "${row[1]}" +%s%6N)
      [[ -z $before ]] || since=$(printf '+%d.%03d ms' $(((now - before) / 1000)) $(((now - before) % 1000)))
      before=$now
    fi
    printf '%-27s %14s  %-30s %7s  %-18s %9s\n' "${row[1]}" "$since" "${row[@]:2}"
  done
}
