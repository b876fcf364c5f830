# shellcheck shell=bash
# ./chasqui subscriptions, pause, resume, rebuild, compaction and dead-letters.

command_subscriptions() { # [--json]
  local name answer answers=() all=true
  begin_asking
  for name in "${services[@]}"; do
    if answer=$(ask_service GET "$name" subscriptions); then
      answers+=("\"$name\":$answer")
    else
      complain "$name does not answer."
      all=false
    fi
  done
  if has_flag --json; then
    by_service "${answers[@]}"
  else
    list_subscriptions "${answers[@]}"
  fi
  $all || exit $failed
}

list_subscriptions() { # ANSWER...
  local answer row name published=()
  local -A behind=() age=() note=() acknowledged=()
  for answer in "$@"; do
    while read -r row; do
      name=$(field "$row" name)
      published+=("$name")
      acknowledged[$name]=$(field "$row" acknowledged)
      behind[$name]=$(field "$row" lagEvents)
      age[$name]=$(field "$row" lagSeconds)
      [[ $row != *'"diverged":true'* ]] || note[$name]='has diverged: rebuild it'
    done < <(objects "${answer#*'"published":['}" '{"name":')
  done
  printf '%-28s %-10s %9s %7s %7s %7s %7s  %s\n' SUBSCRIPTION STATE POSITION QUEUED BEHIND SECONDS LETTERS NOTE
  for answer in "$@"; do
    while read -r row; do
      name=$(field "$row" name)
      printf '%-28s %-10s %9s %7s %7s %7s %7s  %s\n' "$name" "$(field "$row" state)" "$(field "$row" position)" \
        "$(field "$row" queued)" "${behind[$name]--}" "${age[$name]--}" "$(field "$row" deadLetters)" \
        "${note[$name]-$(note_on "$row")}"
      unset "acknowledged[$name]"
    done < <(objects "${answer%%'"published":['*}" '{"name":')
  done
  for name in "${published[@]}"; do
    [[ -n ${acknowledged[$name]-} ]] || continue
    printf '%-28s %-10s %9s %7s %7s %7s %7s  %s\n' "$name" - "${acknowledged[$name]}" - "${behind[$name]}" "${age[$name]}" - \
      "${note[$name]-$(note_on_absent "${name##*.}")}"
  done
}

note_on() { # SUBSCRIPTION
  local left
  case $(field "$1" state) in
    paused) printf 'by %s since %s' "$(field "$1" by)" "$(field "$1" at)" ;;
    waiting) printf 'for a release that knows event %s' "$(field "$1" waitingFor)" ;;
    rebuilding)
      left=$(field "$1" secondsLeft)
      printf '%s %%, %s positions left%s' "$(field "$1" percent)" "$(field "$1" remaining)" \
        "$([[ $left == - ]] || printf ', about %s s' "$left")"
      ;;
    standby) printf 'applied by %s' "$(field "$1" owner)" ;;
  esac
}

note_on_absent() { # SUBSCRIBER
  if [[ " ${services[*]} " == *" $1 "* ]]; then printf 'does not answer'; else printf 'a program of your own'; fi
}

operate() { # ACTION SERVICE SUBSCRIPTION [--json], or rebuild stop and the rest
  local answer status=0
  local -A done=([pause]=paused [resume]=resumed [rebuild]='is being rebuilt' [stop-rebuild]='its rebuild is stopped')
  [[ $1 != rebuild || ${2-} != stop ]] || set -- stop-rebuild "${@:3}"
  [[ ${3-} =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ && ($# == 3 || ${*:4} == --json) ]] ||
    die $usage "'$1' needs a service and a subscription, as in ./chasqui ${1/stop-rebuild/rebuild stop} orders-queries orders"
  [[ " ${services[*]} " == *" $2 "* ]] || die $usage "There is no service '$2'. One of: ${services[*]}."
  begin_asking
  answer=$(ask_service POST "$2" "subscriptions/$3" "{\"action\":\"$1\"}") || status=$?
  ((status != not_there)) || die $failed "$2 has no subscription '$3'. See ./chasqui subscriptions."
  ((status != refused)) || [[ $1 != stop-rebuild ]] ||
    die $failed "$2 is not rebuilding '$3', or an earlier release has begun it, and it must end. See ./chasqui subscriptions."
  ((status == 0)) || die $failed "$2 did not $1 it. Its log: $home/log/$2.log"
  if [[ ${4-} == --json ]]; then
    say "$answer"
  else
    say "$(field "$answer" name): ${done[$1]}, at position $(field "$answer" position)"
  fi
}

command_compaction() { # [start|stop SERVICE] [--json]
  local name answer answers=() rows=()
  local -a asked=("${services[0]}" "${services[2]}" "${services[4]}")
  begin_asking
  if [[ ${1-} == start || ${1-} == stop ]]; then
    [[ " ${asked[*]} " == *" ${2-} "* ]] || die $usage "'compaction $1' needs a service that has a log: ${asked[*]}."
    ask_service POST "$2" compaction "{\"action\":\"$1\"}" >/dev/null || die $failed "$2 did not $1 it. Its log: $home/log/$2.log"
    asked=("$2")
    shift 2
  fi
  [[ $# == 0 || $* == --json ]] || die $usage "'compaction' does not take '$*'. See ./chasqui help."
  for name in "${asked[@]}"; do
    answer=$(ask_service GET "$name" compaction) || die $failed "$name does not answer."
    answers+=("\"$name\":$answer")
    rows+=("$(printf '%-18s %10s %10s %10s %7s %7s %10s  %s' "$name" "$(field "$answer" head)" "$(field "$answer" compacted)" \
      "$(field "$answer" remaining)" "$(field "$answer" percent)" "$(field "$answer" secondsLeft)" "$(field "$answer" removed)" \
      "$([[ $answer == *'"stopped":null'* ]] || printf 'stopped by %s since %s' "$(field "$answer" by)" "$(field "$answer" at)")")")
  done
  if [[ ${1-} == --json ]]; then
    by_service "${answers[@]}"
  else
    printf '%-18s %10s %10s %10s %7s %7s %10s  %s\n' SERVICE HEAD COMPACTED 'TO GO' PERCENT SECONDS REMOVED NOTE
    printf '%s\n' "${rows[@]}"
  fi
}

command_dead_letters() { # [list|retry|discard] [FILTERS|--all|EVENT-ID] [--json]
  local action=list id='' query='' all=false json=false
  while (($# > 0)); do
    case $1 in
      list | retry | discard) action=$1 ;;
      --subscription | --type | --error)
        [[ -n ${2-} ]] || die $usage "$1 needs a value. See ./chasqui help."
        query+="${query:+&}${1#--}=$(in_query "$2")"
        shift
        ;;
      --all) all=true ;;
      --json) json=true ;;
      *)
        [[ -z $id && $1 =~ ^[A-Za-z0-9][A-Za-z0-9-]*$ ]] || die $usage "'dead-letters' does not take '$1'. See ./chasqui help."
        id=$1
        ;;
    esac
    shift
  done
  case $action:$id:$query:$all in
    list::*:false) begin_asking && list_letters "$query" ;;
    list:*) die $usage "'list' takes --subscription, --type and --error only. See ./chasqui help." ;;
    *:?*::false) begin_asking && treat_letter "$action" "$id" ;;
    *::?*:false | *:::true) begin_asking && treat_letters "$action" "$query" ;;
    *) die $usage "'$action' needs an EVENT-ID, or filters, or --all: one of them. See ./chasqui help." ;;
  esac
}

list_letters() { # QUERY; uses $json
  local name answer row total=0 answers=() rows=()
  for name in "${services[@]}"; do
    answer=$(ask_service GET "$name" "deadletters?$1") || die $failed "$name does not answer."
    answers+=("\"$name\":$answer")
    total=$((total + $(field "$answer" open)))
    mapfile -t -O ${#rows[@]} rows < <(objects "${answer#*'"letters":['}" '{"eventId":"[^"]*","subscription":')
  done
  if $json; then
    by_service "${answers[@]}"
    return
  fi
  ((${#rows[@]} == 0)) || printf '%-36s  %-28s %9s %5s  %-20s  %-28s  %s\n' \
    EVENT-ID SUBSCRIPTION POSITION TRIES SINCE TYPE ERROR
  for row in "${rows[@]}"; do
    printf '%-36s  %-28s %9s %5s  %-20.19s  %-28s  %.100s\n' "$(field "$row" eventId)" "$(field "$row" subscription)" \
      "$(field "$row" position)" "$(field "$row" attempts)" "$(field "$row" createdAt)" "$(field "$row" type)" \
      "$(field "$row" error)"
  done
  say "${#rows[@]} shown, $total open"
}

treat_letter() { # retry|discard EVENT-ID; uses $json
  local name method=POST status result
  [[ $1 == retry ]] || method=DELETE
  for name in "${services[@]}"; do
    status=0
    ask_service $method "$name" "deadletters/$2" >/dev/null || status=$?
    case $status in
      0) result=true ;;
      "$not_there") continue ;;
      "$refused") result=false ;;
      *) die $failed "$name does not answer." ;;
    esac
    if $json; then
      say "{\"$name\":{\"eventId\":\"$2\",\"done\":$result}}"
    elif $result; then
      say "$name: $2 was $([[ $1 == retry ]] && printf applied || printf discarded)"
    else
      complain "$name: $2 failed again. ./chasqui dead-letters shows why."
    fi
    $result || exit $failed
    return
  done
  die $failed "There is no open dead letter $2."
}

treat_letters() { # retry|discard QUERY; uses $json
  local name answer status answers=() action=$1 good=true done matched
  [[ $action != retry ]] || action=replay
  for name in "${services[@]}"; do
    status=0
    answer=$(ask_service POST "$name" "deadletters?$2" "{\"action\":\"$action\"}") || status=$?
    ((status != not_there)) || continue
    ((status == 0)) || die $failed "$name does not answer, or not in time: call it again."
    answers+=("\"$name\":$answer")
    matched=$(field "$answer" matched)
    done=$(field "$answer" "done")
    ((done == matched)) || good=false
    $json || ((matched == 0)) ||
      say "$name: $done of $matched $([[ $1 == retry ]] && printf applied || printf discarded), $(field "$answer" left) not tried"
  done
  ! $json || by_service "${answers[@]}"
  $good || exit $failed
}
