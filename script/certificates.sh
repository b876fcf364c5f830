# shellcheck shell=bash
# TLS (CHASQUI_TLS=on): whether the shop uses it, and the certificates in home/tls. A server gets its certificate when it
# starts; "certificates renew" gives all of them new ones while they run.

uses_tls() { [[ $tls == on ]]; }

# While a process runs, the defaults are those with which the shop was started.
choose_tls() {
  local was="" was_port="" was_certificate="" was_key=""
  if [[ -n $(running "${processes[@]}") ]]; then
    was=off # started by a release without TLS
    [[ ! -r $home/run/tls ]] || { read -r was was_port && read -r was_certificate && read -r was_key; } <"$home/run/tls"
  fi
  tls=${CHASQUI_TLS:-${was:-off}}
  tls_port=${GATEWAY_TLS_PORT:-${was_port:-8443}}
  own_certificate=${GATEWAY_TLS_CERTIFICATE-$was_certificate}
  own_key=${GATEWAY_TLS_KEY-$was_key}
  [[ $tls == on || $tls == off ]] || die $usage "CHASQUI_TLS is '$tls', and must be on or off."
  is_number "$tls_port" 1 65535 || die $usage "GATEWAY_TLS_PORT is '$tls_port', and a port is a number from 1 to 65535."
  [[ ${own_certificate:+set} == "${own_key:+set}" ]] ||
    die $usage "GATEWAY_TLS_CERTIFICATE and GATEWAY_TLS_KEY belong together: set both or none."
  if [[ -n $was && $command != down && "$tls $tls_port" != "$was ${was_port:-$tls_port}" ]]; then
    die $usage "Chasqui runs in $home with CHASQUI_TLS=$was${was_port:+ GATEWAY_TLS_PORT=$was_port}." \
      "Stop it first (./chasqui down), or set CHASQUI_HOME to start a second one."
  fi
  uses_tls || return 0
  port[gateway]=$tls_port
  port+=([redirect]=$gateway_port)
  export PGSSLMODE=verify-full PGSSLROOTCERT=$home/tls/authority.pem
}

keep_tls_settings() { printf '%s %s\n%s\n%s\n' "$tls" "$tls_port" "$own_certificate" "$own_key" >"$home/run/tls"; }

# The account reads what is in the directory, but not the authority's key, and makes nothing in it.
prepare_tls() {
  uses_tls || return 0
  mkdir -p "$home/tls"
  make_authority "$home/tls"
  for_account "$home/tls/authority.pem"
  [[ -z $account ]] || { chgrp "$account_gid" "$home/tls" && chmod 750 "$home/tls"; }
}

for_account() { # FILE
  [[ -z $account ]] || { chgrp "$account_gid" "$1" && chmod 640 "$1"; }
}

# Gives a server its certificate, before it starts: a new one if it has none, if that ends soon or has other names.
certify() { # NAME
  if [[ $1 == gateway && -n $own_certificate ]]; then
    renew_certificate "$1" ""
  else
    is_certified "$home/tls" "$1" "$(names_of "$1")" || renew_certificate "$1" "$(names_of "$1")"
  fi
}

renew_certificate() { # NAME NAMES
  local new=$home/tls/new/$1
  if [[ $1 == gateway && -n $own_certificate ]]; then
    copy_certificate "$home/tls" "$1" "$own_certificate" "$own_key"
  else
    make_certificate "$home/tls" "$1" "$2"
  fi
  for_account "$new.pem"
  give "$new.key"
  mv -t "$home/tls" "$new.key" "$new.pem"
}

# Those that clients may use for a server, as its subjectAltName.
names_of() { # NAME
  local hosts=()
  printf 'DNS:localhost, DNS:%s, IP:127.0.0.1' "$1"
  if [[ $1 == gateway ]]; then
    read -ra hosts <<<"${GATEWAY_HOSTS-}"
    names_of_hosts "${hosts[@]}"
    if [[ $gateway_address == 0.0.0.0 ]]; then
      read -ra hosts < <(uname -n && hostname -I 2>/dev/null)
      names_of_hosts "${hosts[@]}"
    fi
  fi
}

warn_of_ending_certificates() {
  local name
  uses_tls || return 0
  for name in "${processes[@]}"; do
    [[ ! -r $home/tls/$name.pem ]] ||
      openssl x509 -in "$home/tls/$name.pem" -noout -checkend $((renewal_days * 86400)) >/dev/null ||
      complain "The certificate of $name ends in less than $renewal_days days. Renew all: ./chasqui certificates renew"
  done
}

command_certificates() {
  local name deadline=$((SECONDS + 60))
  [[ ${1-} == renew && $# == 1 ]] || die $usage "'certificates' needs the word 'renew'."
  if ! uses_tls || [[ ! -d $home/tls ]]; then
    die $failed "No shop in $home uses TLS. Start it with CHASQUI_TLS=on."
  fi
  require_own_state
  lock_home
  umask 077
  for name in "${processes[@]}"; do
    renew_certificate "$name" "$(names_in "$home/tls/$name.pem")"
    ! is_alive "$name" || tell "$name"
  done
  for name in $(running "${processes[@]}"); do
    until [[ $(shown_by "$name") == "$(fingerprint <"$home/tls/$name.pem")" ]]; do
      ((SECONDS < deadline)) || die $too_slow "$name still shows its old certificate. Its log: $home/log/$name.log"
      sleep 0.5
    done
    say "$name has a new certificate, until $(openssl x509 -in "$home/tls/$name.pem" -noout -enddate | cut -d= -f2)."
  done
}

tell() { # NAME: the running server takes its new certificate; services and Nginx look at the files by themselves
  case $1 in
    postgres) kill -s HUP "$found_pid" ;;
    redis) as_redis_admin CONFIG SET tls-cert-file "$home/tls/redis.pem" tls-key-file "$home/tls/redis.key" >/dev/null ;;
  esac
}

fingerprint() { openssl x509 -noout -fingerprint -sha256 2>/dev/null; }

shown_by() { # NAME: the fingerprint of the certificate that it shows to a new connection
  local starttls=()
  [[ $1 != postgres ]] || starttls=(-starttls postgres)
  timeout 5 openssl s_client -connect "127.0.0.1:${port[$1]}" "${starttls[@]}" </dev/null 2>/dev/null | fingerprint
}

command_trust() {
  [[ -r $home/tls/authority.pem ]] || die $failed "There is no authority in $home. Start the shop with CHASQUI_TLS=on."
  cat "$home/tls/authority.pem"
  {
    say ""
    say "Clients must trust this certificate; it is no secret. Write it to a file, for example:"
    say "  ./chasqui trust 2>/dev/null >chasqui.pem"
    say "  curl --cacert chasqui.pem https://localhost:$tls_port/api-queries/products"
  } >&2
}
