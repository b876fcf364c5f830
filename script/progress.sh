# shellcheck shell=bash
# Progress: a table that is redrawn on a terminal, a line for each change elsewhere.

declare -A progress_state=() progress_note=() progress_begin=() progress_took=()
progress_names=()
progress_lines=0
progress_live=false

seconds_since() { # MICROSECONDS
  local tenths=$(((${EPOCHREALTIME/./} - $1) / 100000))
  printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

progress_start() {
  progress_zero=${EPOCHREALTIME/./}
  if [[ -t 1 && ${TERM:-dumb} != dumb && ${LINES:-$(tput lines 2>/dev/null || echo 0)} -gt 15 ]]; then
    progress_live=true
  fi
}

mark() { # NAME STATE [NOTE]
  local name=$1 now=$2 note=${3-} before=${progress_state[$1]-}
  [[ $before:${progress_note[$name]-} != "$now:$note" ]] || return 0
  [[ -n $before ]] || progress_names+=("$name")
  case $now in
    starting | stopping | building) [[ $now == "$before" ]] || progress_begin[$name]=${EPOCHREALTIME/./} ;;
    *) [[ -z ${progress_begin[$name]-} ]] || progress_took[$name]=$(seconds_since "${progress_begin[$name]}") ;;
  esac
  progress_state[$name]=$now
  progress_note[$name]=$note
  if $progress_live; then
    redraw
  else
    printf '%8s  %-18s %s\n' "$(seconds_since "$progress_zero")" "$name" "$now${note:+ ($note)}"
  fi
}

redraw() {
  $progress_live || return 0
  local name line took out=""
  ((progress_lines == 0)) || out=$(printf '\e[%dA' "$progress_lines")
  for name in "${progress_names[@]}"; do
    case ${progress_state[$name]} in
      starting | stopping | building) took=$(seconds_since "${progress_begin[$name]}") ;;
      *) took=${progress_took[$name]-} ;;
    esac
    printf -v line '  %-18s %-10s %7s  %s' "$name" "${progress_state[$name]}" "$took" "${progress_note[$name]}"
    out+=$line$'\e[K\n'
  done
  printf '%s' "$out"
  progress_lines=${#progress_names[@]}
}
