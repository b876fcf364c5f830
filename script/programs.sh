# shellcheck shell=bash
# The required programs: finding them, and installing missing ones.

find_program() { # NAME: also in directories that Debian leaves out of an ordinary user's PATH
  command -v "$1" || PATH=/usr/local/sbin:/usr/sbin:/sbin command -v "$1"
}

find_java() { # prints the home of a JDK that is new enough
  local candidate on_path
  on_path=$(command -v java || true)
  [[ -z $on_path ]] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [[ -x $candidate/bin/javac ]] && (($(java_version "$candidate") >= oldest_java)); then
      readlink -f "$candidate"
      return
    fi
  done
  return 1
}

java_version() { # HOME
  local version=""
  if [[ -r $1/release ]]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
  fi
  printf '%d' "${version:-0}"
}

require_java() {
  java_home=$(find_java) ||
    die $missing "No JDK $oldest_java was found in JAVA_HOME, on the PATH, in /usr/lib/jvm, in /opt" \
      "or in $HOME/.sdkman. Debian has no package of it yet. Install one, for example Eclipse Temurin 25" \
      "(https://adoptium.net/installation) or \"sdk install java 25-tem\" (https://sdkman.io)," \
      "and set JAVA_HOME to it if it is somewhere else."
  # why the options: Maven 3's own libraries still use features that a newer Java warns about, and it ends before a second compiler pays
  local options="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
  maven=(env JAVA_HOME="$java_home" MAVEN_OPTS="$options ${MAVEN_OPTS-}" mvn -B --no-transfer-progress)
}

# The JDK of the services: the same JDK, or a copy if the account cannot reach it.
choose_service_java() {
  service_java=$java_home/bin/java
  [[ -n $account ]] || return 0
  as_account test -x "$service_java" && return 0
  if ! cmp -s "$java_home/release" "$home/jdk/release"; then
    say "The account '$account' cannot read $java_home, so it gets a copy."
    rm -rf "$home"/jdk{,.new}
    # why with its times: the archive of classes fits only a JDK with the same time
    cp -rL --preserve=timestamps "$java_home" "$home/jdk.new"
    mv "$home/jdk.new" "$home/jdk"
  fi
  let_read "$home/jdk"
  service_java=$home/jdk/bin/java
}

# Prints the directory of postgres, initdb and psql, in the version of the existing data, or, with "any", in any version.
find_postgres() { # [any]
  local wanted="" candidate on_path
  if [[ ${1-} != any && -r $home/data/postgres/PG_VERSION ]]; then
    wanted=$(<"$home/data/postgres/PG_VERSION")
  fi
  on_path=$(command -v postgres || true)
  [[ -z $on_path ]] || on_path=$(dirname "$(readlink -f "$on_path")")
  while read -r candidate; do
    if [[ -x $candidate/postgres && -x $candidate/initdb && -x $candidate/psql ]]; then
      local version
      version=$("$candidate/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
      if ((version >= oldest_postgres)) && [[ -z $wanted || $version == "$wanted" ]]; then
        say "$candidate"
        return
      fi
    fi
  done < <(printf '%s\n' "$on_path" && printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -rV)
  return 1
}

find_redis() {
  local program version
  program=$(find_program redis-server) || return 1
  find_program redis-cli >/dev/null || return 1
  version=$("$program" --version 2>/dev/null | sed 's/.* v=\([0-9]*\).*/\1/')
  ((${version:-0} >= oldest_redis)) && say "$program"
}

# Missing packages of Debian and Ubuntu; Maven only if it is needed.
missing_packages() {
  find_postgres >/dev/null || say postgresql
  find_redis >/dev/null || say redis-server
  find_program nginx >/dev/null || say nginx-light
  [[ -e $home/keys/jwks.json ]] || find_program openssl >/dev/null || say openssl
  if $need_maven; then
    command -v mvn >/dev/null || say maven
  fi
}

install_missing() {
  local packages
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]} > 0)) || return 0
  local by_hand="sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"

  if ! command -v apt-get >/dev/null; then
    die $missing "Required, but not found: ${packages[*]}" \
      "(PostgreSQL $oldest_postgres, Redis $oldest_redis, Nginx, OpenSSL 3, Maven 3.8, or newer)." \
      "Install them with this system's package manager, so that they are on the PATH."
  elif has_flag --no-install; then
    die $missing "Required, but not found: ${packages[*]}. Install them: $by_hand"
  elif ! may_install; then
    die $missing "Required, but not found: ${packages[*]}. Only root can install them: $by_hand"
  fi
  say "Installing with apt-get: ${packages[*]}"
  say "A package may start a server of its own; Chasqui neither uses it nor stops it."
  apt_install "${packages[@]}" || die $missing "apt-get could not install ${packages[*]}. Try by hand: $by_hand"
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]} == 0)) || die $missing "Still not found, or too old, after installing: ${packages[*]}." \
    "Required are PostgreSQL $oldest_postgres, Redis $oldest_redis, Nginx, OpenSSL 3 and Maven 3.8, or newer."
}

install_for_command() {
  [[ $command != test ]] || { install_for_tests shellcheck && install_for_tests chromedriver chromium-driver; }
  [[ $command != test ]] || /usr/bin/python3 -c "import psycopg, redis" 2>/dev/null ||
    install_for_tests "" python3-psycopg python3-redis
  [[ ! $command =~ ^(test|bench)$ ]] || install_for_tests wrk
}

# The shop does not need it, so the tests go on without it; those that need it then say so.
install_for_tests() { # PROGRAM [PACKAGE...]: the package of that name, or others
  command -v "$1" >/dev/null && return
  (($# == 1)) || shift
  if command -v apt-get >/dev/null && may_install; then
    say "Installing with apt-get: $*"
    apt_install "$@" || complain "apt-get could not install $*."
  fi
}

may_install() { ((EUID == 0)) || sudo -n true 2>/dev/null; }

apt_install() { # PACKAGE...
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
  local install=(install --no-install-recommends -y "$@")
  ((EUID == 0)) || apt=(sudo -n "${apt[@]}")
  "${apt[@]}" "${install[@]}" >/dev/null 2>&1 || { "${apt[@]}" update && "${apt[@]}" "${install[@]}" >/dev/null; }
}

require_programs() {
  require_java
  if [[ -r $home/data/postgres/PG_VERSION ]] && ! find_postgres >/dev/null && find_postgres any >/dev/null; then
    die $missing "The data in $home are of PostgreSQL $(<"$home/data/postgres/PG_VERSION")," \
      "which is not installed any more." \
      "Install that version beside the newer one, or remove the data: ./chasqui down --wipe"
  fi
  install_missing
  postgres_bin=$(find_postgres)
  redis_server=$(find_redis)
  nginx=$(find_program nginx)
}
