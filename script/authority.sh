# shellcheck shell=bash
# An authority, and the certificates of servers that it signs, in a directory: authority.key, authority.pem, NAME.key and
# NAME.pem. The containers use this file too, so it takes nothing from the other parts but "die" and an exit code.

readonly authority_days=3650 certificate_days=397 renewal_days=30

# Makes a key and a certificate or a request. why a configuration of our own: the machine's may add extensions
request() { # OPENSSL REQ'S ARGUMENTS
  local configuration="[req]
prompt = no
distinguished_name = name
x509_extensions = authority
[name]
CN = unnamed
[authority]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash"
  openssl req -config <(printf '%s\n' "$configuration") -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@" 2>/dev/null
}

make_authority() { # DIRECTORY
  [[ ! -s $1/authority.key || ! -s $1/authority.pem ]] || return 0
  (umask 077 && request -x509 -subj "/CN=Chasqui's authority of $(date +%F)" -days $authority_days \
    -keyout "$1/authority.key" -out "$1/authority.new") || die "$failed" "openssl could not make an authority in $1."
  mv "$1/authority.new" "$1/authority.pem"
}

# Whether a server has a certificate of the present authority, for these names and for some time to come.
is_certified() { # DIRECTORY NAME NAMES
  [[ -s $1/$2.pem && -e $1/$2.key && $(names_in "$1/$2.pem") == "$3" ]] &&
    openssl x509 -in "$1/$2.pem" -noout -checkend $((renewal_days * 86400)) >/dev/null &&
    openssl verify -CAfile "$1/authority.pem" "$1/$2.pem" >/dev/null 2>&1
}

# A new certificate and its key are made in the directory "new", and moved from there by one command: a server that looks
# between the two moves would see a key that does not fit.

make_certificate() { # DIRECTORY NAME NAMES: NAMES as in subjectAltName
  local new=$1/new/$2
  mkdir -p "$1/new"
  (umask 077 && set -o pipefail && request -new -subj "/CN=$2" -keyout "$new.key" |
    openssl x509 -req -CA "$1/authority.pem" -CAkey "$1/authority.key" -set_serial "0x7$(od -An -N15 -tx1 /dev/urandom | tr -d ' \n')" \
      -days $certificate_days -out "$new.pem" -extfile <(
        printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth \
          subjectKeyIdentifier=hash authorityKeyIdentifier=keyid "subjectAltName=$3"
      ) 2>/dev/null) || die "$failed" "openssl could not make a certificate for $2 in $1."
}

# An operator's own certificate, in the place of one by the authority.
copy_certificate() { # DIRECTORY NAME CERTIFICATE KEY
  [[ -r $3 ]] || die "$usage" "GATEWAY_TLS_CERTIFICATE is '$3', which cannot be read."
  [[ -r $4 ]] || die "$usage" "GATEWAY_TLS_KEY is '$4', which cannot be read."
  [[ $(openssl x509 -in "$3" -noout -pubkey 2>&1) == "$(openssl pkey -in "$4" -passin pass: -pubout 2>/dev/null)" ]] ||
    die "$usage" "The key in GATEWAY_TLS_KEY does not fit the certificate in GATEWAY_TLS_CERTIFICATE, or has a password."
  mkdir -p "$1/new"
  cat "$3" >"$1/new/$2.pem"
  (umask 077 && cat "$4" >"$1/new/$2.key")
}

names_in() { # CERTIFICATE
  openssl x509 -in "$1" -noout -ext subjectAltName 2>/dev/null | sed -n 's/^ *//; s/IP Address:/IP:/g; /DNS:/p'
}

# The gateway's names besides its own. Nginx takes more kinds of names than a certificate can have.
names_of_hosts() { # HOST...
  local host
  for host in "$@"; do
    if [[ $host =~ ^[0-9.]+$ ]]; then
      printf ', IP:%s' "$host"
    elif [[ $host =~ ^(\*\.)?[A-Za-z0-9.-]+$ ]]; then
      printf ', DNS:%s' "$host"
    fi
  done
}
