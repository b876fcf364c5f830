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
  local name kind answer row fields=() lines=() version
  for name in orders-commands products-commands orders-queries; do
    for kind in order reservation; do
      answer=$(ask_service GET "$name" "history/$kind/$1") || die $failed "$name does not answer."
      fields+=("\"$name/$kind\":$answer")
      while read -r row; do
        lines+=("$(moment "$row" time)|$(field "$row" type)|$(field "$row" version)|$name|$(field "$row" position)|$(field "$row" numberedAt)")
      done < <(objects "${answer%%'"copies":['*}" '{"eventId":')
      while read -r row; do
        version=$(field "$row" version)
        lines+=("$(moment "$row" writtenAt)|shown|$version|$name|-|-")
      done < <(objects "${answer#*'"copies":['}" '{"table":')
      while read -r row; do
        lines+=("~|dead letter $(field "$row" eventId)|-|$name|-|-")
      done < <(objects "${answer#*'"deadLetters":['}" '{"subscription":')
    done
  done
  if $json; then
    by_service "${fields[@]}"
    return
  fi
  ((${#lines[@]} > 0)) || die $failed "No service knows order $1."
  printf '%-27s  %-28s %7s  %-18s %9s  %s\n' TIME WHAT VERSION SERVICE NUMBER NUMBERED
  printf '%s\n' "${lines[@]}" | LC_ALL=C sort | while IFS='|' read -r -a row; do
    [[ ${row[0]} == '~' ]] || row[0]+=Z
    printf '%-27s  %-28s %7s  %-18s %9s  %s\n' "${row[@]}"
  done
}

moment() { # OBJECT NAME: prints the time without its Z, so that texts sort like times; "~", behind all others, if it is not known
  local time
  time=$(field "$1" "$2")
  [[ $time != - ]] || time='~'
  printf '%s' "${time%Z}"
}
