# shellcheck shell=bash
# ./chasqui verify: compares all copies with their sources, and checks the books of each service.

command_verify() { # [--repair] [--json]
  local name query='' answer fields=() equal=true
  begin_asking
  ! has_flag --repair || query='?repair=true'
  for name in "${services[@]}"; do
    ask_service POST "$name" "verification$query" >/dev/null || die $failed "$name does not answer."
  done
  for name in "${services[@]}"; do
    answer=$(await_verification "$name") || die $too_slow "$name has not compared its books in time."
    [[ $answer == *'"equal":true'* ]] || equal=false
    has_flag --json || report_verification "$name" "$answer"
    fields+=("\"$name\":$answer")
  done
  ! has_flag --json || by_service "${fields[@]}"
  $equal || exit $failed
}

await_verification() { # SERVICE: prints its answer when nothing is pending
  local answer end=$((SECONDS + 3600))
  while ((SECONDS < end)); do
    if answer=$(ask_service GET "$1" verification) && [[ $answer != *'"pending":true'* ]]; then
      printf '%s' "$answer"
      return
    fi
    sleep 0.3
  done
  return 1
}

report_verification() { # SERVICE ANSWER: the sentences of "report", which is the last of its fields
  local report=${2##*'"report":['}
  say "$1"
  sed 's/^"//; s/"\]}$//; s/","/\n/g' <<<"$report" | sed 's/^/  /'
}
