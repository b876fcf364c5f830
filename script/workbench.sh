# shellcheck shell=bash
# ./chasqui drill and ./chasqui bench.

command_drill() { # NAME... AND OPTIONS, which the program checks
  run_beside system-tests drill "$@"
}

command_bench() { # NAME... AND OPTIONS, which the program checks
  install_for_command
  command -v wrk >/dev/null || die $missing "Required, but not found: wrk. Install it: sudo apt-get install wrk"
  run_beside benchmark "$@"
}

run_beside() { # MODULE ARGUMENTS...: a program of this project that starts shops of its own
  require_programs
  build_beside "$1"
  cd "$project"
  PATH=$PATH:$postgres_bin:/usr/sbin "$java_home/bin/java" -Dslf4j.internal.verbosity=ERROR \
    -Dchasqui.directory="$start_directory" -jar "$(program_of "$1")" "${@:2}"
}

program_of() { # MODULE: its executable jar, if it is built
  local jars=("$project/$1/target/$1"-*-program.jar)
  ((${#jars[@]} > 0)) && printf '%s' "${jars[0]}"
}

build_beside() { # MODULE
  local jar
  if jar=$(program_of "$1") && [[ -z $(stale_modules) ]] &&
    [[ -z $(find "$project"/{system-tests,"$1"}/{pom.xml,src/main} -newermc "$jar" -print -quit) ]]; then
    return
  fi
  say "Building the shop and $1 ..."
  (cd "$project" && "${maven[@]}" -q -Dmaven.test.skip=true -am -pl "$1" package) || die $build_failed "The build failed."
}
