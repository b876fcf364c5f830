# shellcheck shell=bash
# ./chasqui token, and the key that signs its tokens.

make_keys() { # the account reads the public ones
  mkdir -p "$home/keys"
  chmod 711 "$home/keys"
  make_signing_key "$home/keys/signing.pem" "$home/keys/jwks.json"
}

command_token() { # ROLE [--for TIME]
  local claims key=$home/keys/signing.pem
  claims=$(claims_of "$@") || exit
  command -v openssl >/dev/null || die $missing "Required, but not found: openssl. Install it: sudo apt-get install openssl"
  [[ ! -d $home || -x $home ]] || die $no_home "$home cannot be entered. $(who_owns "$home")"
  [[ -e $key ]] || die $failed "There is no key in $home yet: ./chasqui up makes it."
  [[ -r $key ]] || die $no_home "$key cannot be read. $(who_owns "$home")"
  sign "$key" "$claims"
}
