# shellcheck shell=bash
# Hosts, an XMPP server and wires between them on one machine: read by scripts/demo and scripts/stories
# with `.`, after they have set $root. Everything lives below $work and is gone after network_end.
#
#   network_begin             makes $work
#   xmpp_begin ACCOUNT...     prosody for the domain example.org, an account for each name
#   host_home HOST            prints the home directory of a host
#   daemon HOST monitor|reactor
#   wire_begin HOST, wire_cut HOST, wire_mend HOST
#                             a host's way to the XMPP server, a port of its own that can be cut
#   network_end               stops every process that was started, by its pid

: "${root:?set by the script that reads this}"
wubot=$root/target/wubot/bin/wubot
domain=example.org
work=
declare -A process_of=() # what was started: name to pid
declare -A wire_port=()

network_begin() { # NAME
  work=$(mktemp -d "${TMPDIR:-/tmp}/wubot-$1.XXXXXX")
  chmod 755 "$work"
  mkdir -p "$work/log"
}

pause() { # SECONDS: a wait that leaves no process behind when it is interrupted
  read -rt "$1" <> <(:) || true
}

wait_until() { # SECONDS COMMAND...: polls until the command succeeds; 1 when it did not in time
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    pause 0.2
  done
}

free_port() { # below those that connections get, or one of them might take it before it is listened on
  perl -MIO::Socket::INET -e \
    'do { $p = 15_000 + int rand 17_000 } until IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:$p");
    print $p'
}

answers() { # PORT: does somebody listen there?
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

process_begin() { # NAME PROGRAM...: in the background, its output appended to the log of that name;
  # a program and no function of ours, for that would leave its children behind
  local name=$1
  shift
  "$@" >>"$work/log/$name.log" 2>&1 </dev/null &
  process_of[$name]=$!
}

process_alive() { # NAME
  [ -n "${process_of[$1]:-}" ] && kill -0 "${process_of[$1]}" 2>/dev/null
}

process_end() { # NAME [SIGNAL]: asks, waits, insists after half a minute
  local pid=${process_of[$1]:-} deadline=$((SECONDS + 30))
  [ -n "$pid" ] || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || kill -KILL "$pid" 2>/dev/null || true
    pause 0.1
  done
  wait "$pid" 2>/dev/null || true
  unset "process_of[$1]"
}

network_end() {
  local name
  # All are asked before any is waited for.
  for name in "${!process_of[@]}"; do kill "${process_of[$name]}" 2>/dev/null || true; done
  for name in "${!process_of[@]}"; do process_end "$name"; done
}

# --- the XMPP server -------------------------------------------------------------------------------

# Prosody refuses to run as root.
as_prosody=()
[ "$(id -u)" -ne 0 ] || as_prosody=(setpriv --reuid=prosody --regid=prosody --clear-groups)

certificates_begin() { # an authority of our own, $work/xmpp/ca.pem, and a certificate for $domain
  mkdir -p "$work/xmpp"
  (
    cd "$work/xmpp" || exit
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=wubot demo authority" \
      -keyout ca.key -out ca.pem
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$domain" -keyout server.key -out server.csr
    printf 'subjectAltName=DNS:%s\n' "$domain" >names
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
      -extfile names -out server.pem
  ) >"$work/log/openssl.log" 2>&1
}

xmpp_begin() { # ACCOUNT...: each with the password that xmpp_password prints
  certificates_begin
  xmpp_port=$(free_port)
  xmpp_start "$@"
}

xmpp_start() { # [ACCOUNT...]: on $xmpp_port, with what an earlier start left
  local account
  mkdir -p "$work/xmpp/data/example%2eorg/accounts"
  for account; do
    printf 'return { ["password"] = "%s" };\n' "$(xmpp_password "$account")" \
      >"$work/xmpp/data/example%2eorg/accounts/${account//-/%2d}.dat"
  done
  cat >"$work/xmpp/prosody.cfg.lua" <<LUA
modules_enabled = { "disco"; "roster"; "saslauth"; "tls"; "limits"; "smacks"; "ping"; "blocklist" }
modules_disabled = { "s2s" }
data_path = "$work/xmpp/data"
pidfile = "$work/xmpp/prosody.pid"
interfaces = { "127.0.0.1" }
c2s_ports = { $xmpp_port }
c2s_require_encryption = true
authentication = "internal_hashed"
limits = { c2s = { rate = "${xmpp_rate:-10kb/s}" } }
network_settings = { nagle = false }
log = { info = "*console" }
ssl = { certificate = "$work/xmpp/server.pem"; key = "$work/xmpp/server.key" }
VirtualHost "$domain"
Component "rooms.$domain" "muc"
LUA
  [ "$(id -u)" -ne 0 ] || chown -R prosody:prosody "$work/xmpp"
  process_begin xmpp "${as_prosody[@]}" prosody --config "$work/xmpp/prosody.cfg.lua" -F
  wait_until 60 answers "$xmpp_port"
}

xmpp_password() { # ACCOUNT
  printf 'secret of %s' "$1"
}

# --- wires -----------------------------------------------------------------------------------------

wire_begin() { # HOST: leads to the XMPP server
  wire_port[$1]=$(free_port)
  wire_mend "$1"
}

wire_mend() { # HOST
  process_begin "wire-$1" socat \
    "TCP-LISTEN:${wire_port[$1]},bind=127.0.0.1,reuseaddr,fork,nodelay" "TCP:127.0.0.1:$xmpp_port,nodelay"
  wait_until 60 answers "${wire_port[$1]}"
}

wire_cut() { # HOST: what runs over it is cut too
  local pid=${process_of[wire-$1]}
  # The connections are children of the listener, which makes no more while it stands still.
  local children
  kill -STOP "$pid"
  children=$(ps -o pid= --ppid "$pid" || true)
  process_end "wire-$1" KILL
  # shellcheck disable=SC2086 # a list of pids
  [ -z "$children" ] || kill -KILL $children 2>/dev/null || true
}

# --- hosts -----------------------------------------------------------------------------------------

host_home() { # HOST
  printf '%s/%s' "$work" "$1"
}

host_begin() { # HOST: a copy of config-examples, its way to the XMPP server, its password
  local home
  home=$(host_home "$1")
  mkdir -p "$home/secrets"
  cp -r "$root/config-examples/config" "$home/"
  find "$home/config" -name "*.yaml*" -exec grep -lE '^ *account: ' {} + | while read -r file; do
    sed -Ei "/^ *port: /d; s|^( *)host: .*|\1host: 127.0.0.1\n\1port: ${wire_port[$1]}\n\1ca_file: $work/xmpp/ca.pem|" "$file"
  done
  (umask 077 && xmpp_password "wubot-$1" >"$home/secrets/xmpp")
}

daemon() { # HOST monitor|reactor
  process_begin "$1-$2" "$wubot" "$2" --home "$(host_home "$1")" --host "$1"
}

messages() { # HOST QUEUE [OPTION...]: a JSON object a line
  local home queue
  home=$(host_home "$1") queue=$2
  shift 2
  WUBOT_HOME=$home "$wubot" queue cat "$queue" --json "$@" 2>/dev/null || true
}

depth() { # HOST QUEUE: how many messages wait for the queue's first cursor
  WUBOT_HOME=$(host_home "$1") "$wubot" queue ls --json "$2" 2>/dev/null | depth_in
}

depth_in() { # reads a line of `wubot queue ls --json`
  sed -n 's/.*"cursors":\[{[^}]*"depth":\([0-9]*\).*/\1/p'
}
