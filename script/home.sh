# shellcheck shell=bash
# The state directory:
#
# home/chasqui-state  marks a directory that may be wiped
# home/secrets        passwords, "role=password"
# home/passwords/     the same as files for the processes: NAME/ for a service, pgpass for psql
# home/tls/           authority, certificates and keys, with CHASQUI_TLS=on
# home/keys/          signing.pem signs tokens; the services check them with jwks.json
# home/apps/NAME/     unpacked services        home/conf/  rendered configuration
# home/apps/libraries-HASH/  their common libraries
# home/data/          PostgreSQL and Redis     home/tmp/   temporary files; every server's working directory
# home/run/NAME.pid   process ids              home/log/NAME.log          home/html/  the gateway's pages

locate_home() {
  require_plain "$project" "Move the clone."
  home=${CHASQUI_HOME:-$project/.chasqui}
  [[ $home == /* ]] || home=$start_directory/$home
  require_plain "$home" "Set CHASQUI_HOME to another directory."
  if [[ -d $home ]]; then
    home=$(cd -P "$home" 2>/dev/null && pwd) || die $no_home "$home cannot be entered. $(who_owns "$home")"
    require_plain "$home" "Set CHASQUI_HOME to another directory."
  fi
}

# Paths are used in class paths, configuration and URLs, and each of these gives some characters another meaning.
require_plain() { # PATH ADVICE
  local LC_ALL=C strange=${1//[[:alnum:]\/ ._+@~=\'()$'\x80'-$'\xff'-]/}
  [[ -z $strange ]] ||
    die $no_home "$(printf '%q' "$1") has a character in its name that not every program can take: $(printf '%q' "${strange:0:1}"). $2"
}

who_owns() { printf 'It belongs to %s; run this command as %s.' "$(stat -c %U "$1")" "$(stat -c %U "$1")"; }

has_state() { [[ -e $home/chasqui-state ]]; }

require_own_state() {
  [[ ! -d $home || -O $home ]] || die $no_home "$home is somebody else's. $(who_owns "$home")"
}

require_own_data() {
  [[ -d $home/data && $(stat -c %u "$home/data") != "${account_uid:-$EUID}" ]] || return 0
  die $no_home "The data in $home belong to '$(stat -c %U "$home/data")' and not to '${account:-$(id -un)}'." \
    "Set CHASQUI_USER to their owner, or remove them: ./chasqui down --wipe"
}

# Root writes there: nobody else may be able to replace the directory or one above it.
require_safe_place() {
  local place=$home trusted owner mode
  trusted=$(stat -c %u "$project") # root runs this account's script
  until [[ -d $place ]]; do
    place=$(dirname "$place")
  done
  place=$(cd -P "$place" && pwd)
  while true; do
    read -r owner mode < <(stat -c '%u %a' "$place")
    if ((owner != 0 && owner != trusted)) || ((8#$mode & 022 && !(8#$mode & 01000))); then
      die $no_home "Root does not keep its state in $home, because others may change $place." \
        "Set CHASQUI_HOME to a directory that only root can replace, for example /var/lib/chasqui/mine."
    fi
    [[ $place != / ]] || return 0
    place=$(dirname "$place")
  done
}

prepare_home() {
  require_own_state
  [[ -z $account ]] || require_safe_place
  umask 077
  if [[ -L $home && ! -e $home ]]; then
    rm "$home" # a link to a state directory that is gone
  fi
  if [[ -d $home ]] && ! has_state && [[ -n $(ls -A "$home") ]]; then
    die $no_home "$home is not empty and not a state directory of Chasqui. Set CHASQUI_HOME to another directory."
  fi
  mkdir -p "$home" || die $no_home "$home cannot be made. Set CHASQUI_HOME to a directory that you may write."
  home=$(cd -P "$home" && pwd)
  chmod go-w "$home"
  [[ -z $account ]] || make_reachable
  require_own_data
  touch "$home/chasqui-state"
  mkdir -p "$home"/{apps,conf,data,log,run,tmp}
  give "$home"/{data,tmp}
  let_read "$home"/{conf,apps}
  [[ -z $account ]] || chmod 711 "$home"/{log,run}
}

# The account cannot enter root's own directories. Then the state is in a directory that it can enter, and home links there.
make_reachable() {
  chmod 711 "$home"
  as_account test -x "$home" && return 0
  [[ -z $(ls -A "$home") ]] ||
    die $no_home "The account '$account' cannot enter $home." \
      "Set CHASQUI_HOME to a directory that it can enter, for example /var/lib/chasqui/mine."
  local open
  mkdir -p /var/lib/chasqui && chmod 711 /var/lib/chasqui
  open=$(mktemp -d /var/lib/chasqui/XXXXXXXX) && chmod 711 "$open"
  rmdir "$home"
  ln -s "$open" "$home"
  say "The account '$account' cannot enter $(dirname "$home"), so $home is a link to $open."
  home=$open
}

lock_home() {
  local wait_option=--nonblock
  ! is_alive watch || wait_option=--timeout=30 # it needs the lock for moments only
  exec {lock}>>"$home/lock"
  if ! flock "$wait_option" "$lock"; then
    die $busy "Another ./chasqui ($(<"$home/lock")) is at work on $home. Wait for it, or interrupt it."
  fi
  printf '%s, PID %d\n' "$command" $$ >"$home/lock"
}

wipe_home() {
  rm -rf "${home:?}"/{apps,conf,data,html,keys,log,passwords,passwords.new,run,tls,tmp,jdk,jdk.new,start,secrets,secrets.next,secrets.previous,lock}
  rm -f "$home/chasqui-state"
  rmdir "$home"
  local link=${CHASQUI_HOME:-$project/.chasqui}
  [[ $link == /* ]] || link=$start_directory/$link
  if [[ -L $link ]]; then
    rm "$link"
    rmdir /var/lib/chasqui 2>/dev/null || true # unless it holds the state of another clone
  fi
}
