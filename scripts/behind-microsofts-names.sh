#!/bin/sh
# Runs a command in a network of its own, without a way out, where Microsoft's names lead to a sandbox of Qualify: for
# clients whose addresses stand in their source. docs/CLIENTS.md, "Behind Microsoft's names", says more.
#
#     scripts/behind-microsofts-names.sh COMMAND [ARGUMENT...]
#
# The command gets QUALIFY_URL, QUALIFY_TOKEN and QUALIFY_CA, as of `qualify exec`, and the CA in the variables that
# OpenSSL, curl, .NET on Linux, Python's requests, Node and Java read. Its exit code is the script's.
#
# Needs Linux, unshare (util-linux), ip (iproute2), and the program: `qualify` in PATH, or its path in QUALIFY. Either user
# namespaces are allowed, as they are for most users, or the caller is root.
set -eu

NAMES="api.partnercenter.microsoft.com login.microsoftonline.com login.windows.net login.microsoft.com
    login.microsoftonline.us partner.partnercenterapi.microsoftonline.cn login.partner.microsoftonline.cn
    login.chinacloudapi.cn"
READY_SECONDS=30
# Where ip is, for users whose PATH leaves it out.
PATH="$PATH:/usr/sbin:/sbin"

die() {
    echo "behind-microsofts-names: $1" >&2
    exit 2
}

lead_names_here() {
    ip link set lo up
    {
        cat /etc/hosts
        for name in $NAMES; do echo "127.0.0.1 $name"; done
    } > "$folder/hosts"
    mount --bind "$folder/hosts" /etc/hosts
    # A proxy of outside cannot be reached from here.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
}

start_sandbox() {
    options=
    for name in $NAMES; do options="$options --tls-name $name"; done
    # shellcheck disable=SC2086 # the options are words
    "$QUALIFY" serve --sandbox --listen 127.0.0.1:443 --tls self-signed $options \
        --data-dir "$folder/data" > "$folder/log" 2>&1 &
    server=$!
    waited=0
    until [ -s "$folder/data/ready" ]; do
        kill -0 "$server" 2> /dev/null && [ "$waited" -lt $((READY_SECONDS * 20)) ] || {
            cat "$folder/log" >&2
            die "the sandbox did not start; above is what it said"
        }
        waited=$((waited + 1))
        sleep 0.05
    done
}

trust_sandbox() {
    export QUALIFY_CA="$folder/data/ca.pem" QUALIFY_URL=https://api.partnercenter.microsoft.com
    export SSL_CERT_FILE="$QUALIFY_CA" CURL_CA_BUNDLE="$QUALIFY_CA" REQUESTS_CA_BUNDLE="$QUALIFY_CA"
    export NODE_EXTRA_CA_CERTS="$QUALIFY_CA"
    QUALIFY_TOKEN=$("$QUALIFY" sandbox token --url "$QUALIFY_URL" --ca "$QUALIFY_CA")
    export QUALIFY_TOKEN
    if command -v keytool > /dev/null; then
        keytool -importcert -noprompt -alias qualify -file "$QUALIFY_CA" -keystore "$folder/trust.p12" \
            -storetype PKCS12 -storepass changeit 2> "$folder/keytool.log" || die "keytool: $(cat "$folder/keytool.log")"
        JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS:-} -Djavax.net.ssl.trustStore=$folder/trust.p12"
        JAVA_TOOL_OPTIONS="$JAVA_TOOL_OPTIONS -Djavax.net.ssl.trustStorePassword=changeit"
        export JAVA_TOOL_OPTIONS
    fi
}

# Inside of the network.
inside() {
    folder=$(mktemp -d)
    server=
    # The sandbox ends before its folder goes; what the command said counts.
    trap 'code=$?; [ -z "$server" ] || { kill "$server" 2> /dev/null; wait "$server"; } || :; rm -rf "$folder"; exit "$code"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    lead_names_here
    start_sandbox
    trust_sandbox
    code=0
    "$@" || code=$?
    exit "$code"
}

case "${1:-}" in
    --inside) shift; inside "$@" ;;
    "" | -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;;
esac

QUALIFY=$(command -v "${QUALIFY:-qualify}") || die "the program qualify is not in PATH; put its path into QUALIFY"
QUALIFY=$(realpath "$QUALIFY")
export QUALIFY
for tool in unshare ip; do
    command -v "$tool" > /dev/null || die "$tool is missing; Debian has it in util-linux and iproute2"
done
script=$(realpath "$0")
if unshare --net --mount true 2> /dev/null; then
    exec unshare --net --mount "$script" --inside "$@"
elif unshare --user --map-root-user --net --mount true 2> /dev/null; then
    exec unshare --user --map-root-user --net --mount "$script" --inside "$@"
fi
die "this user may make no network of its own: run it as root, or allow user namespaces (on Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
