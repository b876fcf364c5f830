#!/bin/sh
# What the gateway needs in containers beside the templates that it shares with the other way of running. Runs in the entry point of
# the Nginx image, after the templates are filled in.
set -eu
out=/etc/nginx/conf.d
nameserver=$(awk '$1 == "nameserver" { print $2; exit }' /etc/resolv.conf)

# The name begins with "c": a log format must be known before gateway.conf uses it.
cat >"$out/containers.conf" <<EOF
# Containers come and go and change their addresses. Nginx asks for them again after this time, whatever the answer says of its own.
resolver $nameserver valid=2s ipv6=off;
resolver_timeout 2s;

# As the client sent it: an error page of the gateway is made as a GET.
map \$request \$requested_method {
  default \$request_method;
  "~^(?<sent_method>[A-Z]+) " \$sent_method;
}

# One line of ECS JSON a request, like the services' own; the trace id is the one that they log.
log_format ecs escape=json
  '{"@timestamp":"\$time_iso8601","ecs.version":"8.11","service.name":"gateway","log.level":"INFO","traceId":"\$trace_id",'
  '"client.address":"\$remote_addr","http.request.method":"\$requested_method","url.original":"\$request_uri",'
  '"http.response.status_code":\$status,"http.response.bytes":\$bytes_sent,"event.duration_s":\$request_time,'
  '"upstream.address":"\$upstream_addr","upstream.status":"\$upstream_status","upstream.duration_s":"\$upstream_response_time"}';
EOF

# Since 1.27.3 a server of an upstream can be resolved again ("resolve", which the environment adds to each address). An older Nginx
# has no upstreams then, and asks the resolver for the name in proxy_pass: the same, but a connection for each request.
version=$(nginx -v 2>&1 | sed 's|.*/||; s/[^0-9.].*//')
if ! printf '1.27.3\n%s\n' "$version" | sort -V -C; then
  echo "$0: Nginx $version cannot resolve upstreams again, so proxy_pass does"
  # shellcheck disable=SC2016 # a variable of Nginx
  echo 'map "" $service_port { default ":8080"; }' >"$out/upstreams.conf"
fi
