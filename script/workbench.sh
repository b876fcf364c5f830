# shellcheck shell=bash
# ./chasqui drill, bench and demo.

command_drill() { # NAME... AND OPTIONS, which the program checks
  run_beside system-tests drill "$@"
}

command_bench() { # NAME... AND OPTIONS, which the program checks
  install_for_command
  command -v wrk >/dev/null || die $missing "Required, but not found: wrk. Install it: sudo apt-get install wrk"
  [[ " $* " != *" peers "* ]] || build_peers
  run_beside benchmark "$@"
}

build_peers() { # what `bench peers` measures beside Chasqui: a profile of its own, with libraries that the shop does without
  local jars=("$project"/benchmark/peers/rqueue/target/peer-rqueue-*.jar) # it is built last
  if ((${#jars[@]} > 0)) && [[ -z $(find "$project"/{pom.xml,benchmark/peers,libs/platform,libs/messaging} \
    -path '*/target' -prune -o -type f -newermc "${jars[0]}" -print -quit) ]]; then
    return
  fi
  require_java
  say "Building the peers ..."
  (cd "$project" && "${maven[@]}" -q -Ppeers -Dmaven.test.skip=true -am \
    -pl benchmark/peers/chasqui,benchmark/peers/modulith,benchmark/peers/namastack,benchmark/peers/rqueue package) ||
    die $build_failed "The build failed."
}

command_demo() { # [--rate N] [--at URL]
  local arguments=() at="" rate=2
  while (($# > 0)); do
    case $1 in
      --rate | --at) (($# > 1)) && printf -v "${1#--}" '%s' "$2" && shift 2 && continue ;;
    esac
    die $usage "Call it like this: ./chasqui demo --rate 5, or --at http://localhost:8080 for a shop in containers."
  done
  if [[ -z $at ]]; then
    [[ -n $(running gateway) ]] || die $failed "Chasqui is not up. Start it: ./chasqui up"
    at=http://localhost:$gateway_port
    if uses_tls; then
      at=https://localhost:$tls_port
      arguments=(--trust "$home/tls/authority.pem")
    fi
    if [[ $security == on ]]; then
      CHASQUI_TOKEN=$(command_token admin --for 7d) || exit
      export CHASQUI_TOKEN
    fi
  fi
  require_java
  run_program system-tests demo "$at" --rate "$rate" "${arguments[@]}"
}

run_beside() { # MODULE ARGUMENTS...: a program of this project that starts shops of its own
  require_programs
  PATH=$PATH:$postgres_bin:/usr/sbin run_program "$@"
}

run_program() { # MODULE ARGUMENTS...
  build_beside "$1"
  cd "$project"
  "$java_home/bin/java" -Dslf4j.internal.verbosity=ERROR \
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
