# shellcheck shell=bash
# ./chasqui drill.

command_drill() { # NAME... AND OPTIONS, which the program checks
  require_programs
  build_drills
  cd "$project"
  "$java_home/bin/java" -Dslf4j.internal.verbosity=ERROR -jar "$(drills_jar)" drill "$@"
}

drills_jar() { jar_of system-tests; }

build_drills() {
  local jar
  if jar=$(drills_jar) && [[ -z $(stale_modules) ]] &&
    [[ -z $(find "$project"/system-tests/{pom.xml,src/main} -newermc "$jar" -print -quit) ]]; then
    return
  fi
  say "Building the shop and the drills ..."
  (cd "$project" && "${maven[@]}" -q -Dmaven.test.skip=true package) || die $build_failed "The build failed."
}
