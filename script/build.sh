# shellcheck shell=bash
# Building missing or stale parts.

jar_of() { # SERVICE: its executable jar, if it is built
  local jar
  for jar in "$project/$1/target/$1"-*.jar; do
    case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) printf '%s' "$jar" && return ;;
    esac
  done
  return 1
}

# A build that changes nothing leaves the jar as it is, so the time of the last good build counts as well. For the jar,
# the time of its inode's change counts (-newermc): a reproducible build gives it a fixed modification time. A build
# that did not end may have left half a jar.
is_stale() { # SERVICE
  local jar built=$project/$1/target/.chasqui-built newer
  [[ ! -e $built.not ]] || return 0
  jar=$(jar_of "$1") || return 0
  newer=(-newermc "$jar")
  [[ ! -e $built ]] || newer+=(-newer "$built")
  [[ -n $(find "$project"/{pom.xml,.mvn} "$project/$1"/{pom.xml,src/main} \
    "$project"/libs/{platform,messaging,http,views,operations}/{pom.xml,src/main} "${newer[@]}" -print -quit) ]]
}

# The pages: no jar, but files that Maven gathers.
pages_are_stale() {
  local built=$project/gateway/target/.chasqui-built
  [[ -r ${built%/*}/html/assets/home.html && -e $built && ! -e $built.not ]] || return 0
  [[ -n $(find "$project"/{pom.xml,.mvn,contracts,docs/openapi,gateway/pom.xml,gateway/pages} -newer "$built" -print -quit) ]]
}

stale_modules() {
  local service
  for service in "${services[@]}"; do
    ! is_stale "$service" || say "$service"
  done
  ! pages_are_stale || say gateway
}

build() {
  local stale
  mapfile -t stale < <(stale_modules)
  if has_flag --no-build; then
    local service
    for service in "${services[@]}"; do
      jar_of "$service" >/dev/null ||
        die $build_failed "$service is not built. Leave out --no-build, or run: mvn -DskipTests package"
    done
    [[ -r $project/gateway/target/html/assets/home.html ]] ||
      die $build_failed "The pages of the gateway are not built. Leave out --no-build, or run: mvn -DskipTests package"
    return
  elif ((${#stale[@]} == 0)); then
    mark build "up to date"
    return
  fi
  mark build building "${stale[*]}"
  local log=$home/log/build.log began module step service
  : >"$log"
  began=$(date +%s.%N)
  for service in "${stale[@]}"; do
    mkdir -p "$project/$service/target"
    touch "$project/$service/target/.chasqui-built.not"
  done
  (
    exec {lock}>&-
    umask "$callers_umask"
    cd "$project"
    exec setsid "${maven[@]}" -Dmaven.test.skip=true -am -pl "$(IFS=, && printf '%s' "${stale[*]}")" package
  ) </dev/null >"$log" 2>&1 &
  build_pid=$!
  while kill -0 $build_pid 2>/dev/null; do
    read -r module step \
      < <(sed -nE 's|^\[INFO\] Building ([^ ]*) .*(\[[0-9]+/[0-9]+\])$|\1 \2|p' "$log" | tail -n 1) || true
    mark build building "${module:-reading the project} ${step-}"
    redraw
    sleep 0.3
  done
  if ! wait $build_pid 2>/dev/null; then
    build_pid=""
    mark build failed
    grep -E '^\[ERROR\]' "$log" | head -n 25 >&2 || tail -n 25 "$log" >&2
    die $build_failed "The build failed. All of its output: $log"
  fi
  build_pid=""
  for service in "${stale[@]}"; do
    touch -d "@$began" "$project/$service/target/.chasqui-built"
    rm -f "$project/$service/target/.chasqui-built.not"
  done
  mark build "done"
}
build_pid=""
