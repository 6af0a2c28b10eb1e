# Two servers of PostgreSQL that Patroni keeps, each in a network namespace of its own, with etcd in a third one and HAProxy before
# them in the machine's own. As root: `sh patroni.sh FOLDER WHAT [ABOUT]`. Everything that it starts is listed in FOLDER/pids.
set -eu
folder=$1 what=$2 about=${3:-} net=10.231.77
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)

# Carries a command out in a namespace, behind this script.
begin() { # NAMESPACE LOG COMMAND...
    inside=$1 log=$2
    shift 2
    ip netns exec "$inside" setsid "$@" </dev/null >>"$folder/$log" 2>&1 &
    echo $! >>"$folder/pids"
    echo $! >"$folder/$log.pid"
}

connect() { # NUMBER: a namespace with an address
    ip netns add "qualify-$1"
    ip link add "qualify-$1" type veth peer name eth0 netns "qualify-$1"
    ip link set "qualify-$1" master qualify-bridge up
    ip -n "qualify-$1" addr add "$net.$1/24" dev eth0
    ip -n "qualify-$1" link set eth0 up
    ip -n "qualify-$1" link set lo up
}

settings() { # NUMBER: what Patroni is told
    cat >"$folder/node-$1.yml" <<EOF
scope: qualify
name: node-$1
restapi: {listen: "$net.$1:8008", connect_address: "$net.$1:8008"}
etcd3: {host: "$net.10:2379"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 3
    maximum_lag_on_failover: 1048576
    synchronous_mode: true
    primary_start_timeout: 0
    master_start_timeout: 0
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 200, wal_log_hints: "on", wal_keep_size: 256MB, shared_buffers: 64MB}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: "$net.$1:5432"
  connect_address: "$net.$1:5432"
  data_dir: "$folder/data-$1"
  bin_dir: "$programs"
  pg_hba: ["local all all trust", "host all all $net.0/24 trust", "host replication all $net.0/24 trust"]
  authentication: {superuser: {username: qualify, password: none}, replication: {username: copy, password: none}}
  parameters: {unix_socket_directories: "$folder/socket-$1"}
EOF
}

patroni() { begin "qualify-$1" "patroni-$1.log" runuser -u postgres -- patroni "$folder/node-$1.yml"; }

case $what in
up)
    ip link add qualify-bridge type bridge
    ip addr add "$net.1/24" dev qualify-bridge
    ip link set qualify-bridge up
    for number in 10 11 12; do connect $number; done
    mkdir -p "$folder/etcd"
    chown postgres "$folder"
    chmod 700 "$folder/etcd"
    begin qualify-10 etcd.log etcd --data-dir "$folder/etcd" --listen-client-urls "http://$net.10:2379" \
        --advertise-client-urls "http://$net.10:2379" --listen-peer-urls http://127.0.0.1:2380
    for number in 11 12; do
        mkdir -p "$folder/socket-$number"
        chown postgres "$folder/socket-$number"
        settings $number
        patroni $number
    done
    cat >"$folder/haproxy.cfg" <<EOF
defaults
    mode tcp
    timeout connect 2s
    timeout client 30m
    timeout server 30m
    timeout check 1s
listen database
    bind 127.0.0.1:$about
    option httpchk GET /primary
    http-check expect status 200
    default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
    server node-11 $net.11:5432 maxconn 300 check port 8008
    server node-12 $net.12:5432 maxconn 300 check port 8008
EOF
    setsid haproxy -db -f "$folder/haproxy.cfg" </dev/null >>"$folder/haproxy.log" 2>&1 &
    echo $! >>"$folder/pids"
    ;;
# The server of a node, with all its processes.
kill-server)
    server=$(head -1 "$folder/data-$about/postmaster.pid")
    children=$(cat "/proc/$server/task/$server/children")
    kill -KILL "$server" $children 2>/dev/null || true
    ;;
# Patroni alone: its server goes on.
kill-patroni) kill -KILL $(cat "$folder/patroni-$about.log.pid" "/proc/$(cat "$folder/patroni-$about.log.pid")/task/"*/children 2>/dev/null) || true ;;
start-patroni) patroni "$about" ;;
cut) ip link set "qualify-$about" down ;;
mend) ip link set "qualify-$about" up ;;
# A new one: PORT NAME.
database) "$programs/psql" -q "host=127.0.0.1 user=qualify dbname=postgres port=${about% *}" -c "CREATE DATABASE ${about#* }" ;;
down)
    for number in 11 12 10; do
        for process in $(ip netns pids "qualify-$number" 2>/dev/null); do kill -KILL "$process" 2>/dev/null || true; done
    done
    for process in $(cat "$folder/pids" 2>/dev/null); do kill -KILL "$process" 2>/dev/null || true; done
    for number in 10 11 12; do
        ip netns del "qualify-$number" 2>/dev/null || true
        ip link del "qualify-$number" 2>/dev/null || true
    done
    ip link del qualify-bridge 2>/dev/null || true
    ;;
esac
