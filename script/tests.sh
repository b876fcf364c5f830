# shellcheck shell=bash
# ./chasqui test.

command_test() {
  if has_flag --compose; then
    require_flags --compose
    test_compose
  else
    require_programs
    install_for_command
    test_all "$@"
  fi
}

test_all() { # MAVEN ARGUMENTS
  cd "$project"
  rm -f {,libs/}*/target/{surefire,failsafe}-reports/TEST-*.xml
  local result=0
  # why two JVMs: many tests wait most of the time, and the modules before the services are built one after the other
  PATH=$PATH:$postgres_bin:/usr/sbin "${maven[@]}" --threads 2 -Dtest.jvms=2 "$@" verify || result=$?
  report_tests $result
}

report_tests() { # RESULT OF MAVEN
  local tests
  tests=$(count_tests)
  say ""
  say "$tests"
  if [[ $tests == "0 tests ran"* ]]; then
    die $failed "No test ran."
  fi
  (($1 == 0)) || die $failed "Maven ended with $1."
}

# The same journeys against docker-compose.yml: a system of its own, beside one that may run. It is removed afterwards,
# with its data. As without containers, it is secured unless CHASQUI_SECURITY says otherwise.
test_compose() {
  if ! docker info >/dev/null 2>&1; then
    say "SKIPPED: the system in containers is not tested, because Docker does not answer."
    return
  fi
  require_java
  command -v mvn >/dev/null || die $missing "The journeys are run by Maven 3.8 or newer, which was not found."
  cd "$project"
  export COMPOSE_PROJECT_NAME=chasqui-test GATEWAY_ADDRESS=127.0.0.1 GATEWAY_PORT=${GATEWAY_PORT:-18080} GATEWAY_TLS_PORT=${GATEWAY_TLS_PORT:-18443}
  export CHASQUI_SECURITY=${CHASQUI_SECURITY:-on}
  # why: the tests are one client, which does as much as many
  export GATEWAY_RATE_LIMIT=1000000 GATEWAY_RATE_BURST=1000000 GATEWAY_RATE_CEILING=1000000
  export GATEWAY_CLIENT_REQUESTS=10000 GATEWAY_REQUESTS=10000
  local result=0 at=http://127.0.0.1:$GATEWAY_PORT
  trap 'compose down --volumes >/dev/null 2>&1' EXIT
  progress_start
  mark images building
  local log=$project/system-tests/target/compose-build.log
  mkdir -p "$(dirname "$log")"
  compose build >"$log" 2>&1 || die $build_failed "The images could not be built:"$'\n'"$(tail -n 25 "$log")"
  mark images "done"
  mark containers starting
  compose up --detach >/dev/null 2>&1 || result=$?
  local deadline=$((SECONDS + 600))
  until ((result != 0)) || curl --silent --fail --output /dev/null --max-time 5 "$at/api-queries/products"; do
    ((SECONDS < deadline)) || result=$too_slow
    sleep 1
  done
  if ((result != 0)); then
    mark containers failed
    compose ps >&2
    compose logs --tail 20 >&2
    die $died "The system did not come up in containers."
  fi
  mark containers ready "$at, $(memory_of_containers) MiB"
  "$project/containers/check-users" || die $failed "A service cannot do what it should at Redis, or can do more."
  rm -f {,libs/}*/target/{surefire,failsafe}-reports/TEST-*.xml
  unset CHASQUI_TOKEN
  if [[ $CHASQUI_SECURITY == on ]]; then
    CHASQUI_TOKEN=$(compose run --rm -T token admin --for 1d) || result=$?
    export CHASQUI_TOKEN
  fi
  "${maven[@]}" verify --projects system-tests --also-make -Dchasqui.gateway="$at" \
    -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test='org/chasqui/systemtests/journeys/*IT' -Dfailsafe.failIfNoSpecifiedTests=false || result=$?
  ((result == 0)) || compose logs --tail 200 >"$project/system-tests/target/compose.log" 2>&1 || true
  report_tests $result
}

compose() {
  if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

memory_of_containers() { # in MiB as Docker counts them: without the page cache
  compose ps --quiet | xargs docker stats --no-stream --format '{{.MemUsage}}' | awk '
    { n = $1 + 0; if ($1 ~ /GiB/) n *= 1024; if ($1 ~ /KiB/) n /= 1024; sum += n } END { printf "%d", sum }'
}

count_tests() {
  local reports=({,libs/}*/target/{surefire,failsafe}-reports/TEST-*.xml)
  ((${#reports[@]} > 0)) || { say "0 tests ran." && return; }
  grep -hm 1 '<testsuite ' "${reports[@]}" | awk '
    function of(name) {
      if (!match($0, " " name "=\"[0-9]+\"")) return 0
      return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    }
    { tests += of("tests"); failures += of("failures") + of("errors"); skipped += of("skipped") }
    END {
      ran = tests - skipped
      printf "%d tests ran: %d passed, %d failed; %d more skipped.\n", ran, ran - failures, failures, skipped
    }'
}
