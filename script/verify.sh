# shellcheck shell=bash
# ./chasqui verify: compares all copies with their sources, and checks the books of each service.

command_verify() { # [--repair] [--json]
  local name token='' query='' answer fields=() equal=true
  has_state || die $failed "Nothing runs: there is no state in $home."
  [[ ! -r $home/keys/signing.pem ]] || token=$(command_token operator) # an open shop does not look at it
  ! has_flag --repair || query='?repair=true'
  for name in "${services[@]}"; do
    ask_verification POST "$name" "$query" >/dev/null || die $failed "$name does not answer."
  done
  for name in "${services[@]}"; do
    answer=$(await_verification "$name") || die $too_slow "$name has not compared its books in time."
    [[ $answer == *'"equal":true'* ]] || equal=false
    has_flag --json || report_verification "$name" "$answer"
    fields+=("\"$name\":$answer")
  done
  ! has_flag --json || (IFS=, && say "{${fields[*]}}")
  $equal || exit $failed
}

# Why HTTP/1.0: the answer comes in one piece.
ask_verification() { # METHOD SERVICE QUERY: prints the body of the answer
  local answer
  answer=$(
    {
      printf '%s /actuator/verification%s HTTP/1.0\r\nHost: localhost:%d\r\nAccept: */*\r\n' "$1" "$3" "${port[$2]}"
      [[ -z $token ]] || printf 'Authorization: Bearer %s\r\n' "$token"
      printf 'Content-Type: application/json\r\nContent-Length: 0\r\n\r\n'
    } | exchange "${port[$2]}"
  ) || return 1
  [[ $answer =~ ^HTTP/1.[01]\ 200 ]] && printf '%s' "${answer#*$'\r\n\r\n'}"
}

await_verification() { # SERVICE: prints its answer when nothing is pending
  local answer end=$((SECONDS + 600))
  while ((SECONDS < end)); do
    if answer=$(ask_verification GET "$1" '') && [[ $answer != *'"pending":true'* ]]; then
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
