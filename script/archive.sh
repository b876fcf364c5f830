# shellcheck shell=bash
# The archive of classes, from which the services start (docs/adr/0011-one-archive-of-classes.md).

archive_name() { # the same JDK with the same flags can use it
  printf 'classes-%s.aot' "$({ cat "$java_home/release" && say "${jvm_flags[@]}" "${training_flags[@]}"; } | sha256sum | cut -c1-16)"
}

train() { # SERVICE STORE: makes the archive of its libraries if there is none
  local directory log=$home/log/training.log archive learners
  directory=$2/$(<"$2/$1/libraries")
  archive=$directory/$(archive_name)
  [[ ! -e $archive && -z ${trained[$archive]-} ]] || return 0
  trained[$archive]=true
  mark archive building "one training run, once after a build that changed libraries"
  class_path "$directory" >"$directory/class-path"
  mapfile -t learners < <(grep -lxF "${directory##*/}" "$2"/*/libraries)
  rm -f "$directory"/*.aot*
  # why an empty environment and directory: the settings of the next start may differ from those of this one
  mkdir -p "$directory/training"
  if env -i -C "$directory/training" LC_ALL=C.UTF-8 "$java_home/bin/java" "${jvm_flags[@]}" "${training_flags[@]}" \
    -Djava.io.tmpdir="$directory/training" -XX:AOTCacheOutput="$archive.new" \
    "@$directory/class-path" org.chasqui.platform.TrainingRun "${learners[@]%/*}" >"$log" 2>&1 &&
    # why: a child of the JVM writes it, and the JVM's exit code does not tell whether that succeeded
    "$java_home/bin/java" "${jvm_flags[@]}" -XX:AOTCache="$archive.new" -XX:AOTMode=on \
      "@$directory/class-path" -version >>"$log" 2>&1 &&
    mv "$archive.new" "$archive" 2>>"$log"; then
    mark archive "done"
  else
    mark archive failed "see $log; without it the services start, but slower"
  fi
  rm -rf "$directory/training"
}
declare -A trained=()

# Finds out, once for each archive, whether the JVM can use it with its flags. If not, services start without it.
choose_archive() { # SERVICE
  local archive options=() complaint
  archive=$home/apps/$(<"$home/apps/$1/libraries")/$(archive_name)
  # why no relocation: moving the archive to another address writes to its pages, which then cannot be shared
  archive_flags=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 "-XX:AOTCache=$archive" "-Xlog:aot*=off")
  if [[ ! -e $archive ]]; then
    archive_works[$archive]=false
  elif [[ -z ${archive_works[$archive]-} ]]; then
    read -ra options <<<"${CHASQUI_JAVA_OPTIONS-}"
    if complaint=$(as_account "$service_java" "${jvm_flags[@]}" "${archive_flags[@]:0:3}" "${options[@]}" -XX:AOTMode=on \
      "@$home/apps/$1/class-path" -version 2>&1); then
      archive_works[$archive]=true
    else
      archive_works[$archive]=false
      complain "Without an archive of classes the services start slower:"$'\n'"$(head -n 3 <<<"$complaint")"
    fi
  fi
  ${archive_works[$archive]} || archive_flags=()
}
declare -A archive_works=()
archive_flags=()
