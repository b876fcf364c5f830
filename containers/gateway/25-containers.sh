#!/bin/sh
# Writes the configuration that the gateway needs only in containers. The entry point of the Nginx image runs it after it has filled in the
# templates.
set -eu
out=/etc/nginx/conf.d
nameserver=$(awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf)

# The name begins with "c": a log format must be known before gateway.conf uses it.
cat >"$out/containers.conf" <<EOF
# Containers come and go and change their addresses. Nginx asks for them again after this time, whatever the name server says.
resolver $nameserver valid=2s ipv6=off;
resolver_timeout 2s;

# The method that the client sent: the gateway makes an error page as a GET.
map \$request \$requested_method {
  default \$request_method;
  "~^(?<sent_method>[A-Z]+) " \$sent_method;
}

# As in the other format, without the query of a search for users.
map \$request_uri \$logged_uri {
  default \$request_uri;
  "~^(?<searched_path>[^?]*users[^?]*)\?" \$searched_path;
}

# One line of ECS JSON a request, like the services' own; the trace id is the one that they log.
log_format ecs escape=json
  '{"@timestamp":"\$time_iso8601","ecs.version":"8.11","service.name":"gateway","log.level":"INFO","traceId":"\$trace_id",'
  '"client.address":"\$remote_addr","http.request.method":"\$requested_method","url.original":"\$logged_uri",'
  '"http.response.status_code":\$status,"http.response.bytes":\$bytes_sent,"event.duration_s":\$request_time,'
  '"upstream.address":"\$upstream_addr","upstream.status":"\$upstream_status","upstream.duration_s":"\$upstream_response_time"}';
EOF

[ "${CHASQUI_TLS:-off}" = on ] || rm -f "$out/tls.conf"

# Since 1.27.3 Nginx can resolve a server of an upstream again ("resolve", which the environment adds to each address). With an older Nginx
# this script removes the upstreams, and Nginx resolves the name in proxy_pass: this works, but takes a connection for each request.
version=$(nginx -v 2>&1 | sed 's|.*/||; s/[^0-9.].*//')
if ! printf '1.27.3\n%s\n' "$version" | sort -V -C; then
  echo "$0: Nginx $version cannot resolve upstreams again, so proxy_pass does"
  # shellcheck disable=SC2016 # variables of Nginx
  echo 'map "" $service_port { default ":8080"; } map "" $any_service { default orders-queries; }' >"$out/upstreams.conf"
fi
