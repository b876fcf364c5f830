# shellcheck shell=bash
# The state directory:
#
# home/chasqui-state  marks a directory that may be wiped
# home/secrets        passwords, "role=password"
# home/apps/NAME/     unpacked services        home/conf/  rendered configuration
# home/apps/libraries-HASH/  what they share
# home/data/          PostgreSQL and Redis     home/tmp/   what a restart may forget; every server's working directory
# home/run/NAME.pid   process ids              home/log/NAME.log          home/html/  what the gateway serves at /docs

locate_home() {
  home=${CHASQUI_HOME:-$project/.chasqui}
  [[ $home == /* ]] || home=$start_directory/$home
  if [[ -d $home ]]; then
    home=$(cd -P "$home" 2>/dev/null && pwd) || die $no_home "$home cannot be entered. $(who_owns "$home")"
  fi
}

who_owns() { printf 'It belongs to %s; run this command as %s.' "$(stat -c %U "$1")" "$(stat -c %U "$1")"; }

has_state() { [[ -e $home/chasqui-state ]]; }

require_own_state() {
  [[ ! -d $home || -O $home ]] || die $no_home "$home is somebody else's. $(who_owns "$home")"
}

prepare_home() {
  require_own_state
  umask 077
  if [[ -L $home && ! -e $home ]]; then
    rm "$home" # it led to a state directory that is gone
  fi
  if [[ -d $home ]] && ! has_state && [[ -n $(ls -A "$home") ]]; then
    die $no_home "$home is not empty and not a state directory of Chasqui. Set CHASQUI_HOME to another directory."
  fi
  mkdir -p "$home" || die $no_home "$home cannot be made. Set CHASQUI_HOME to a directory that you may write."
  home=$(cd -P "$home" && pwd)
  [[ -z $account ]] || make_reachable
  touch "$home/chasqui-state"
  mkdir -p "$home"/{apps,conf,data,log,run,tmp}
  give "$home"/{data,tmp}
  let_read "$home"/{conf,apps}
  [[ -z $account ]] || chmod 711 "$home"/{log,run}
}

# Root's own directories are closed to the account. Then the state lives where it is open, and a link leads there.
make_reachable() {
  chmod 711 "$home"
  as_account test -x "$home" && return 0
  [[ -z $(ls -A "$home") ]] ||
    die $no_home "The account '$account' cannot enter $home." \
      "Set CHASQUI_HOME to a directory that it can, for example /var/lib/chasqui/mine."
  local open
  mkdir -p /var/lib/chasqui && chmod 711 /var/lib/chasqui
  open=$(mktemp -d /var/lib/chasqui/XXXXXXXX) && chmod 711 "$open"
  rmdir "$home"
  ln -s "$open" "$home"
  say "The account '$account' cannot enter $(dirname "$home"), so $home is a link to $open."
  home=$open
}

lock_home() {
  exec {lock}>>"$home/lock"
  if ! flock -n "$lock"; then
    die $busy "Another ./chasqui ($(<"$home/lock")) is at work on $home. Wait for it, or interrupt it."
  fi
  printf '%s, PID %d\n' "$command" $$ >"$home/lock"
}

wipe_home() {
  rm -rf "${home:?}"/{apps,conf,data,html,log,run,tmp,jdk,jdk.new,start,secrets,lock}
  rm -f "$home/chasqui-state"
  rmdir "$home"
  local link=${CHASQUI_HOME:-$project/.chasqui}
  [[ $link == /* ]] || link=$start_directory/$link
  if [[ -L $link ]]; then
    rm "$link"
    rmdir /var/lib/chasqui 2>/dev/null || true # unless it holds the state of another clone
  fi
}
