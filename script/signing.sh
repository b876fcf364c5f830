# shellcheck shell=bash
# The key of an installation, and the tokens that it signs. The containers use this file too, so it takes nothing from
# the other parts but "die" and two exit codes.
#
# The public keys are one JSON Web Key a line (RFC 7517). A key that has been replaced has "exp", and is left out when
# its last token has ended.

readonly longest_token=$((30 * 24 * 3600)) # seconds

base64url() { base64 -w 0 | tr '+/' '-_' | tr -d '='; }

# Makes the private key, unless it is there, and lets it stand among the public ones.
make_signing_key() { # PRIVATE PUBLIC
  [[ -s $1 ]] || new_private_key "$1"
  read_key "$1"
  [[ -s $2 && $(<"$2") == *"\"kid\":\"$kid\""* ]] || publish_key "$1" "$2"
}

# A new private key signs from now on; the old public ones check the tokens that they have signed, until these end, or no
# more.
renew_signing_key() { # PRIVATE PUBLIC [--revoke-tokens]
  new_private_key "$1.next"
  publish_key "$1.next" "$2" "${3-}"
  mv "$1.next" "$1"
}

new_private_key() { # FILE
  (umask 077 && openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1.new" 2>/dev/null) ||
    die "$failed" "openssl could not make the key $1."
  mv "$1.new" "$1"
}

publish_key() { # PRIVATE PUBLIC [--revoke-tokens]
  local key keys=() now
  printf -v now '%(%s)T' -1
  if [[ -s $2 && ${3-} != --revoke-tokens ]]; then
    while read -r key; do
      key=${key%,}
      if [[ $key =~ \"exp\":([0-9]+) ]]; then
        ((BASH_REMATCH[1] <= now)) || keys+=("$key,")
      elif [[ $key == '{"kid":'* ]]; then
        keys+=("${key%\}},\"exp\":$((now + longest_token))},")
      fi
    done <"$2"
  fi
  read_key "$1"
  keys+=("{\"kid\":\"$kid\",\"use\":\"sig\",\"alg\":\"RS256\",$public_part}")
  printf '%s\n' '{"keys":[' "${keys[@]}" ']}' >"$2.new"
  chmod 644 "$2.new"
  mv "$2.new" "$2"
}

# Leaves its public part in $public_part, and the thumbprint of that, by which it is known, in $kid (RFC 7638).
read_key() { # PRIVATE
  local modulus
  if ! { modulus=$(openssl rsa -in "$1" -noout -modulus | sed 's/.*=//; s/../\\x&/g') &&
    modulus=$(printf '%b' "$modulus" | base64url) &&
    public_part="\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"$modulus\"" &&
    kid=$(printf '{%s}' "$public_part" | openssl dgst -sha256 -binary | base64url); }; then
    die "$failed" "openssl could not read the key $1."
  fi
}

claims_of() { # ROLE [--for TIME]: prints the claims of a token
  local how="Call it with admin, operator or customer:ID, and --for with 30s, 15m, 1h or 7d if an hour is not right."
  local role=${1-} seconds=3600 claims now
  case $#:${2-} in
    1:) ;;
    3:--for) seconds=$(seconds_of "$3") || exit ;;
    *) die "$usage" "'token' needs a role. $how" ;;
  esac
  case $role in
    admin | operator) claims="\"sub\":\"$role\",\"roles\":[\"$role\"]" ;;
    customer:*)
      [[ ${role#*:} =~ ^[1-9][0-9]{0,17}$ ]] || die "$usage" "'${role#*:}' is no id of a user, as in customer:7."
      claims="\"sub\":\"customer-${role#*:}\",\"roles\":[\"customer\"],\"uid\":${role#*:}"
      ;;
    *) die "$usage" "There is no role '$role'. $how" ;;
  esac
  printf -v now '%(%s)T' -1
  printf '{"iss":"chasqui","aud":"chasqui",%s,"iat":%d,"nbf":%d,"exp":%d}' "$claims" "$now" "$now" $((now + seconds))
}

seconds_of() { # TIME
  local -A unit=([s]=1 [m]=60 [h]=3600 [d]=86400)
  if [[ $1 =~ ^([1-9][0-9]{0,6})([smhd])$ ]]; then
    local seconds=$((BASH_REMATCH[1] * ${unit[${BASH_REMATCH[2]}]}))
    ((seconds > longest_token)) || { printf '%d' $seconds && return; }
  fi
  die "$usage" "--for is '$1', and must be a time such as 30s, 15m, 1h or 7d, at most 30d."
}

sign() { # PRIVATE CLAIMS
  local text signature
  read_key "$1"
  text=$(printf '{"alg":"RS256","typ":"JWT","kid":"%s"}' "$kid" | base64url).$(printf '%s' "$2" | base64url)
  signature=$(printf '%s' "$text" | openssl dgst -sha256 -sign "$1" -binary | base64url) ||
    die "$failed" "openssl could not sign with the key $1."
  printf '%s.%s\n' "$text" "$signature"
}
