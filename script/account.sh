# shellcheck shell=bash
# The account of the processes. PostgreSQL refuses to run as root, and no other process needs root. In a clone of
# somebody else, root acts for its owner. In a clone of its own, root gives the processes to an account that owns
# nothing else, and owns the files that they only read. Root writes nothing in a directory of that account: a link there
# could lead it elsewhere.

account="" account_uid="" account_gid=""
drop=() # prefix of a command that is to run as that account

choose_account() {
  ((EUID == 0)) || return 0
  local owner
  owner=$(stat -c %U "$project")
  if [[ $owner != root && $owner != UNKNOWN && ${CHASQUI_USER:-$owner} == "$owner" ]]; then
    act_for "$owner"
  fi
  account=${CHASQUI_USER:-chasqui}
  if ! account_uid=$(id -u "$account" 2>/dev/null); then
    [[ -z ${CHASQUI_USER-} ]] || die $missing "There is no account '$account'. Set CHASQUI_USER to one that exists."
    [[ $command == up ]] || { account="" && return; }
    make_account
  fi
  account_gid=$(id -g "$account")
  ((account_uid != 0)) ||
    die $missing "PostgreSQL does not run as root. Set CHASQUI_USER to an ordinary account, or leave it out."
  drop=(setpriv --reuid="$account_uid" --regid="$account_gid" --init-groups --no-new-privs --)
}

make_account() { # without password, shell and home; no other processes have it, so none can read those of the shop
  local make=(useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$account")
  ! has_flag --no-install || die $missing "There is no account '$account' for the processes that root starts." \
    "Make it: ${make[*]}. Or set CHASQUI_USER to one that exists."
  say "Making a system account, '$account', for the processes that root starts: ${make[*]}"
  "${make[@]}" || true # another ./chasqui may have been faster
  account_uid=$(id -u "$account") || die $missing "The account '$account' could not be made." \
    "Set CHASQUI_USER to one that exists."
}

act_for() { # OWNER: installs packages, which only root can, then goes on as the owner
  if [[ $command =~ ^(up|test|drill|bench)$ ]] && ! has_flag --no-install; then
    install_missing
    install_for_command
  fi
  [[ $command != up ]] || say "$project belongs to $1, so Chasqui runs as $1."
  local owner_home
  owner_home=$(getent passwd "$1" | cut -d: -f6)
  cd "$start_directory"
  exec setpriv --reuid="$1" --regid="$(id -g "$1")" --init-groups -- \
    env HOME="$owner_home" USER="$1" LOGNAME="$1" "$project/chasqui" "${call[@]}"
}

as_account() { "${drop[@]}" "$@"; }

give() { # PATH...: the account becomes their owner
  [[ -z $account ]] || chown -h "$account_uid:$account_gid" "$@"
}

let_read() { # PATH...: the account may read them and everything below
  [[ -z $account ]] || { chgrp -R "$account_gid" "$@" && chmod -R g+rX "$@"; }
}
