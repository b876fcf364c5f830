# shellcheck shell=bash
# ./chasqui down and stop.

command_down() {
  [[ -d $home ]] || { say "Nothing runs: there is no $home." && return; }
  require_own_state
  if ! has_state; then
    say "Nothing runs: $home is not a state directory of Chasqui."
    return
  fi
  lock_home
  progress_start
  stop "${processes[@]}"
  stop_together log-keeper
  stop_strays
  rm -f "$home"/run/*
  if has_flag --wipe; then
    wipe_home
    say "Everything is stopped, and the data are gone."
  else
    say "Everything is stopped. The data are kept in $home; ./chasqui down --wipe removes them."
  fi
}

command_stop() {
  local name
  (($# > 0)) || die $usage "'stop' needs a name. One or more of: ${processes[*]}. ./chasqui down stops everything."
  for name in "$@"; do
    require_name "$name"
  done
  has_state || die $failed "Nothing runs: there is no state in $home."
  require_own_state
  lock_home
  progress_start
  stop "$@"
}
