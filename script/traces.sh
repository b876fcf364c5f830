# shellcheck shell=bash
# Traces (./chasqui up --with traces): Zipkin's server, to which the services send them. It keeps the newest in memory, has
# no login and listens on 127.0.0.1 only.

readonly zipkin_version=3.6.1 zipkin_sha256=981b1de6139b4f8f787a909c308028732f9713ae5284353d2a5aa404d1094775

with_traces() { [[ $parts == traces ]]; }

choose_traces() {
  with_traces || return 0
  ! uses_tls || die $usage "Traces are for a shop without TLS: Zipkin's server has none."
  port[zipkin]=$((port_base + 411))
  [[ " ${processes[*]} " == *" zipkin "* ]] || processes+=(zipkin)
}

fetch_zipkin() { # once; its checksum is compared with the one above
  local directory=$home/apps/zipkin log=$home/log/fetch-zipkin.log
  zipkin_jar=$directory/zipkin-server-$zipkin_version-slim.jar
  [[ ! -e $zipkin_jar ]] || return 0
  mark zipkin fetching "86 MB from Maven Central, once"
  rm -rf "$directory" "$directory.new"
  (cd "$project" && "${maven[@]}" -N dependency:copy -Dartifact="io.zipkin:zipkin-server:$zipkin_version:jar:slim" \
    -DoutputDirectory="$directory.new" && sha256sum -c - <<<"$zipkin_sha256 $directory.new/${zipkin_jar##*/}") >"$log" 2>&1 ||
    die $missing "Zipkin's server could not be fetched: $(grep -m 1 -e ERROR -e FAILED "$log" || true) All of it: $log"
  let_read "$directory.new"
  mv "$directory.new" "$directory"
}

start_zipkin() {
  fetch_zipkin
  # why the list of ports: by itself it listens on all addresses
  spawn zipkin "$service_java" "${jvm_flags[@]}" -Djava.io.tmpdir="$home/tmp" '-Darmeria.ports[0].ip=127.0.0.1' \
    "-Darmeria.ports[0].port=${port[zipkin]}" '-Darmeria.ports[0].protocols[0]=http' \
    -Dzipkin.query.allowed-origins="http://localhost:${port[zipkin]}" -Dzipkin.storage.mem.max-spans=50000 -jar "$zipkin_jar"
}
