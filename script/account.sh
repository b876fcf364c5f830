# shellcheck shell=bash
# Whose the servers are. PostgreSQL refuses to run as root, and nothing else here needs to. Root acts for the owner of the
# clone if that is somebody else; in a clone of its own it gives the servers to an account without rights, and keeps to
# itself what they only read.

account="" account_uid="" account_gid=""
drop=() # prefix of a command that is to run as that account

choose_account() {
  ((EUID == 0)) || return 0
  local owner
  owner=$(stat -c %U "$project")
  if [[ -z ${CHASQUI_USER-} && $owner != root && $owner != UNKNOWN ]]; then
    act_for "$owner"
  fi
  account=${CHASQUI_USER:-nobody}
  account_uid=$(id -u "$account" 2>/dev/null) ||
    die $missing "There is no account '$account'. Set CHASQUI_USER to one that exists."
  account_gid=$(id -g "$account")
  ((account_uid != 0)) ||
    die $missing "PostgreSQL does not run as root. Set CHASQUI_USER to an ordinary account, or leave it out."
  drop=(setpriv --reuid="$account_uid" --regid="$account_gid" --init-groups --no-new-privs --)
}

act_for() { # OWNER: installs what only root can, then goes on as the owner
  if [[ $command == up || $command == test ]] && ! has_flag --no-install; then
    install_missing
    [[ $command != test ]] || install_shellcheck
  fi
  [[ $command != up ]] || say "$project belongs to $1, so Chasqui runs as $1."
  local his_home
  his_home=$(getent passwd "$1" | cut -d: -f6)
  cd "$start_directory"
  exec setpriv --reuid="$1" --regid="$(id -g "$1")" --init-groups -- \
    env HOME="$his_home" USER="$1" LOGNAME="$1" "$project/chasqui" "${call[@]}"
}

as_account() { "${drop[@]}" "$@"; }

give() { # PATH...: they become the account's own
  [[ -z $account ]] || chown -h "$account_uid:$account_gid" "$@"
}

let_read() { # PATH...: the account may read them, and what is below
  [[ -z $account ]] || { chgrp -R "$account_gid" "$@" && chmod -R g+rX "$@"; }
}
