# shellcheck shell=bash
# What operators ask of the services, at their own ports, as "verify" and the commands in operate.sh do.

readonly not_there=44 refused=42 # what ask_service returns for an answer 404, and for any other refusal

begin_asking() { # leaves the token of an operator in $token; an open shop does not look at it
  has_state || die $failed "Nothing runs: there is no state in $home."
  token=''
  [[ ! -r $home/keys/signing.pem ]] || token=$(command_token operator)
}

# Why HTTP/1.0: the answer comes in one piece.
ask_service() { # METHOD SERVICE PATH [JSON]: prints the body of the answer; fails unless it is a success
  local answer body=${4-}
  answer=$(
    {
      printf '%s /actuator/%s HTTP/1.0\r\nHost: localhost:%d\r\nAccept: */*\r\n' "$1" "$3" "${port[$2]}"
      [[ -z $token ]] || printf 'Authorization: Bearer %s\r\n' "$token"
      printf 'Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' ${#body} "$body"
    } | exchange "${port[$2]}"
  ) || return 1
  printf '%s' "${answer#*$'\r\n\r\n'}"
  case ${answer:0:12} in
    "HTTP/1."?" 2"*) ;;
    "HTTP/1."?" 404") return $not_there ;;
    "HTTP/1."?" 4"*) return $refused ;;
    *) return 1 ;;
  esac
}

by_service() { # "SERVICE":JSON...: prints them as one object
  local IFS=,
  say "{$*}"
}

objects() { # JSON BEGINNING: prints each object with this beginning, a pattern of sed, on a line of its own
  printf '%s\n' "$1" | sed "s/$2/\n&/g" | sed -n "/^$2/p"
}

field() { # OBJECT NAME: prints the first such field, a text or a number; "-" for null
  local pattern='"'$2'":("(([^"\]|\\.)*)"|[^],}]*)' value=-
  [[ ! $1 =~ $pattern ]] || value=${BASH_REMATCH[2]:-${BASH_REMATCH[1]}}
  [[ $value != null && $value != '""' ]] || value=-
  printf '%s' "$value"
}

in_query() { # TEXT: prints it as a part of an address
  local LC_ALL=C i
  for ((i = 0; i < ${#1}; i++)); do
    if [[ ${1:i:1} == [A-Za-z0-9.~_-] ]]; then
      printf '%s' "${1:i:1}"
    else
      printf '%%%02X' "'${1:i:1}"
    fi
  done
}
