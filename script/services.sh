# shellcheck shell=bash
# The services: unpacking their jars, and starting them.
#
# Unpacked jars start faster than a jar of jars. An archive of the libraries' classes, loaded and linked by a training
# run, halves the time once more, and the services share its memory (docs/adr/0011-one-archive-of-classes.md). Both are
# made once after a build, and copied to the directory of the running services:
#
#   NAME/*.jar, stamp       the code of a service and the libraries that not all six have; the stamp of their build
#   NAME/libraries          the name of its libraries' directory
#   libraries-HASH/*.jar    named by content: services with the same libraries share them
#   libraries-HASH/*.aot    the archive, named by JDK and flags
#
# In the directory of the running services, the code of a service is in libraries-HASH/services/NAME.

# why the time of its inode's change: a reproducible build gives every jar the same modification time, and often the
# same size
stamp_of() { # SERVICE: changes with its jar
  local jar
  jar=$(jar_of "$1") && stat -c '%s %Z' "$jar"
}

unpacked_stamp() { # SERVICE
  [[ ! -r $home/apps/$1/stamp ]] || cat "$home/apps/$1/stamp"
}

is_unpacked() { [[ $(unpacked_stamp "$1") == "$(stamp_of "$1")" ]]; } # SERVICE

prepare_services() { # SERVICE...
  local name store=$project/target/start lock_store
  if ! mkdir -p "$store" 2>/dev/null || [[ ! -w $store ]]; then
    store=$home/start
    mkdir -p "$store"
  fi
  exec {lock_store}>"$store/lock"
  flock "$lock_store"
  for name in "$@"; do
    [[ -r $store/$name/stamp && $(<"$store/$name/stamp") == "$(stamp_of "$name")" ]] || unpack "$name" "$store" ||
      die $died "$name could not be unpacked: $(tail -n 5 "$home/log/unpack-$name.log")"
  done
  for name in "$@"; do # when all are unpacked, because they are trained together
    train "$name" "$store"
    install_service "$name" "$store"
  done
  remove_unused_libraries "$store"
  exec {lock_store}>&-
  remove_unused_libraries "$home/apps"
}

unpack() { # SERVICE STORE
  local app=$2/$1 jar libraries LC_ALL=C
  jar=$(jar_of "$1")
  rm -rf "$app.new"
  "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djarmode=tools \
    -jar "$jar" extract --destination "$app.new" >"$home/log/unpack-$1.log" 2>&1 || return 1
  mv "$app.new/$(basename "$jar")" "$app.new/$1.jar"
  # why apart: one archive serves all six only if their class paths begin with the same jars
  find "$app.new/lib" -name 'views-*.jar' -exec mv -t "$app.new" {} +
  # why by content: jars of reproducible builds often have the same time and size, and the archive checks nothing else
  libraries=libraries-$(cd "$app.new/lib" && sha256sum -- *.jar | sha256sum | cut -c1-16)
  if [[ -d $2/$libraries ]]; then rm -r "$app.new/lib"; else mv "$app.new/lib" "$2/$libraries"; fi
  say "$libraries" >"$app.new/libraries"
  stamp_of "$1" >"$app.new/stamp"
  rm -rf "$app"
  mv "$app.new" "$app"
}

class_path() { # DIRECTORY [JAR...]: the class path as a line of an argument file of the JVM
  local LC_ALL=C jars path
  jars=("$1"/*.jar "${@:2}")
  path=$(IFS=: && printf '%s' "${jars[*]}")
  printf -- '-cp "%s"\n' "${path//\\/\\\\}"
}

install_service() { # SERVICE STORE: copies it to the directory of the running services
  local app=$home/apps/$1 libraries archive
  libraries=$(<"$2/$1/libraries")
  archive=$(archive_name)
  if [[ ! -d $home/apps/$libraries ]]; then
    rm -rf "$home/apps/$libraries.new"
    cp -a --reflink=auto "$2/$libraries" "$home/apps/$libraries.new"
    let_read "$home/apps/$libraries.new"
    mv "$home/apps/$libraries.new" "$home/apps/$libraries"
  elif [[ -e $2/$libraries/$archive && ! -e $home/apps/$libraries/$archive ]]; then
    rm -f "$home/apps/$libraries"/*.aot*
    cp -p --reflink=auto "$2/$libraries/$archive" "$home/apps/$libraries/$archive.new"
    let_read "$home/apps/$libraries/$archive.new"
    mv "$home/apps/$libraries/$archive"{.new,}
  fi
  # why each time: the paths in it are absolute, and the directory may have been moved
  [[ ! -d $app ]] || write_class_path "$1" "$libraries"
  is_unpacked "$1" && return 0
  # why below the libraries: an archive can be used in another place only if the whole class path has moved
  local code=$home/apps/$libraries/services/$1 jar
  mkdir -p "$code"
  for jar in "$2/$1"/*.jar; do
    cp -p "$jar" "$code/new"
    mv "$code/new" "$code/${jar##*/}"
  done
  rm -rf "$app.new"
  mkdir "$app.new"
  cp -p "$2/$1"/{stamp,libraries} "$app.new"
  let_read "$app.new" "$home/apps/$libraries/services"
  rm -rf "$app"
  mv "$app.new" "$app"
  write_class_path "$1" "$libraries"
}

write_class_path() { # SERVICE LIBRARIES
  class_path "$home/apps/$2" "$home/apps/$2/services/$1"/*.jar >"$home/apps/$1/class-path"
  let_read "$home/apps/$1"
}

remove_unused_libraries() { # DIRECTORY of services and libraries
  local directory
  for directory in "$1"/libraries-*; do
    grep -qsxF "${directory##*/}" "$1"/*/libraries /dev/null || rm -rf "$directory"
  done
}

main_class() { # SERVICE: users-queries is org.chasqui.users.queries.UsersQueries
  local domain=${1%-*} side=${1#*-}
  printf 'org.chasqui.%s.%s.%s%s' "$domain" "$side" "${domain^}" "${side^}"
}

addresses() { # of all services, by which each asks the others for operators
  local name places=()
  for name in "${services[@]}"; do places+=("$name=127.0.0.1:${port[$name]}"); done
  (IFS=, && printf '%s' "${places[*]}")
}

start_service() { # NAME
  local database=${1//-/_} options=() keys=("-Dchasqui.security.keys=file:$home/keys/jwks.json")
  local provider=SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_
  local -n issuer=${provider}ISSUER_URI key_set=${provider}JWK_SET_URI
  # Keys of other places: those of a provider that has a name of its own count beside the shop's.
  [[ -z ${CHASQUI_SECURITY_KEYS-} && (-z ${key_set-} || -n ${issuer-}) ]] || keys=()
  choose_archive "$1"
  read -ra options <<<"${CHASQUI_JAVA_OPTIONS-}"
  ! with_traces || options+=("-Dmanagement.tracing.export.zipkin.endpoint=http://127.0.0.1:${port[zipkin]}/api/v2/spans"
    "-Dchasqui.operations.traces=http://localhost:${port[zipkin]}/zipkin/traces/{trace}"
    "-Dmanagement.tracing.sampling.probability=${MANAGEMENT_TRACING_SAMPLING_PROBABILITY:-1}")
  ! uses_tls || { certify "$1" && local -x CHASQUI_TLS_DIRECTORY=$home/tls; }
  SERVER_ADDRESS=127.0.0.1 SERVER_PORT=${port[$1]} \
    SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:${port[postgres]}/$database \
    SPRING_DATASOURCE_USERNAME=$database SPRING_FLYWAY_USER=${database}_owner \
    SPRING_DATA_REDIS_HOST=127.0.0.1 SPRING_DATA_REDIS_PORT=${port[redis]} \
    SPRING_DATA_REDIS_USERNAME=$1 CHASQUI_OPERATIONS_SERVICES=$(addresses) \
    CHASQUI_SECURITY_ENABLED=$secured \
    SPRING_CONFIG_IMPORT="configtree:$home/passwords/$1/${SPRING_CONFIG_IMPORT:+,$SPRING_CONFIG_IMPORT}" \
    MALLOC_ARENA_MAX=2 spawn "$1" "$service_java" "${jvm_flags[@]}" "${archive_flags[@]}" -Djava.io.tmpdir="$home/tmp" \
    "${keys[@]}" "${options[@]}" "@$home/apps/$1/class-path" "$(main_class "$1")"
}
