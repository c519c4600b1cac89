#!/usr/bin/env bash
# Runs an MPI program across hosts on one machine: each host is a network namespace with an address and a host name of
# its own, and the hosts reach each other over TCP only, on a link whose delay can be chosen. mpirun (Open MPI 4) runs
# in the first host. Nothing of it touches the machine's own network, and nothing stays behind. Needs root, ip, tc and
# python3.
set -euo pipefail

usage() {
  cat >&2 <<'END'
Usage: Benchmarks/ranks/hosts.sh [OPTION...] -- PROGRAM [ARGUMENT...]
  --hosts N             hosts (3)
  --slots K             ranks on each host (1)
  --delay MILLISECONDS  one way, of each packet (0)
  --link veth|tun       veth: the kernel's bridge, delayed by netem; tun: link.py (veth without a delay or where the
                        kernel has netem, else tun)
  --mtu BYTES           (1500)
  --sysctl KEY=VALUE    set in every host, after those that are set here
  --mca KEY=VALUE       of mpirun, after those that are set here
  --alone               PROGRAM by itself in the first host, without MPI
  --count               in the end print what each host has sent and received, to standard error
END
  exit 64
}
fail() { echo "error: $*" >&2; exit 1; }

hosts=3 slots=1 delay=0 link= mtu=1500 alone= count= settings=() mca=()
while [ $# -gt 0 ]; do
  option=$1
  shift
  case $option in
    --) break ;;
    --alone) alone=yes; continue ;;
    --count) count=yes; continue ;;
    --hosts | --slots | --delay | --link | --mtu | --sysctl | --mca) [ $# -gt 0 ] || usage ;;
    *) usage ;;
  esac
  case $option in
    --sysctl) settings+=("$1") ;;
    --mca) mca+=(--mca "${1%%=*}" "${1#*=}") ;;
    *) printf -v "${option#--}" %s "$1" ;;
  esac
  shift
done
[ $# -gt 0 ] || usage
[[ $hosts =~ ^[1-9][0-9]?$ && $slots =~ ^[1-9][0-9]*$ && $mtu =~ ^[1-9][0-9]+$ && $link =~ ^(veth|tun|)$ ]] || usage
[[ $delay =~ ^[0-9]+([.][0-9]+)?$ ]] || usage
[ "$(id -u)" = 0 ] || fail "making network namespaces needs root"

here=$(cd "$(dirname "$0")" && pwd)
folder=/run/limber-hosts
device=limber-0
bridge=limber-bridge
subnet=10.77.0

# The namespaces with their processes and devices, and the folder: of this run or of one that was killed.
clean() {
  local name
  for name in $(ip netns list | awk '/^limber-(host-|bridge)/ { print $1 }'); do
    ip netns pids "$name" | xargs -r kill -KILL 2> /dev/null || true
    ip netns delete "$name" || true
  done
  rm -rf "$folder"
}

# One run at a time. The lock goes with this process: no child has descriptor 9.
exec 9> /run/lock/limber-hosts
flock --nonblock 9 || fail "another run of hosts.sh is under way"
clean
program=
end() {
  trap '' INT TERM HUP
  # mpirun ends its ranks over the link, so it goes first; whatever is left after five seconds is killed.
  if [ -n "$program" ] && kill "$program" 2> /dev/null; then
    for ((i = 0; i < 50; i++)); do kill -0 "$program" 2> /dev/null || break; sleep 0.1; done
  fi
  disown -a # so that bash does not tell of those that are killed
  clean
  rm -f /run/lock/limber-hosts
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -m 700 "$folder"

inside() { ip netns exec "$@" 9>&-; }
has_netem() { inside $bridge tc qdisc add dev lo root netem delay 1ms 2> /dev/null; }
late() { [[ $delay =~ [1-9] ]]; }

ip netns add $bridge
if [ -z "$link" ]; then
  link=veth
  if late && ! has_netem; then link=tun; fi
fi
inside $bridge ip link add $bridge type bridge
inside $bridge ip link set $bridge up

for ((i = 1; i <= hosts; i++)); do
  host=limber-host-$i
  ip netns add $host
  # Without slow start after idle a window that has grown stays: else an exchange after a pause starts at ten segments
  # again. The buffers hold what is under way on a late link. Cubic is what most machines have; a namespace may be
  # allowed less.
  inside $host sysctl -qw net.ipv4.tcp_congestion_control=cubic 2> /dev/null ||
    inside $host sysctl -qw net.ipv4.tcp_congestion_control=reno
  for setting in net.ipv6.conf.all.disable_ipv6=1 net.ipv4.tcp_slow_start_after_idle=0 \
    net.ipv4.tcp_rmem='4096 131072 67108864' net.ipv4.tcp_wmem='4096 16384 67108864' \
    ${settings[@]+"${settings[@]}"}; do
    inside $host sysctl -qw "$setting" || fail "cannot set $setting"
  done
  if [ $link = veth ]; then
    inside $host ip link add $device type veth peer name limber-port-$i netns $bridge
    inside $bridge ip link set limber-port-$i mtu "$mtu" master $bridge up
    if late; then
      inside $bridge tc qdisc add dev limber-port-$i root netem delay "${delay}ms" limit 100000 ||
        fail "the kernel has no netem; use --link tun"
    fi
  else
    inside $host ip tuntap add dev $device mode tun
    inside $host ip link set $device txqueuelen 10000
  fi
  inside $host ip address add $subnet.$i/24 dev $device
  inside $host ip link set $device mtu "$mtu" up
  inside $host ip link set lo up
done

if [ $link = tun ]; then
  mkfifo "$folder/ready"
  ends=()
  for ((i = 1; i <= hosts; i++)); do ends+=("$subnet.$i=limber-host-$i"); done
  nice -n -15 python3 "$here/link.py" $device "$delay" "${ends[@]}" 9>&- > "$folder/ready" &
  read -r _ < "$folder/ready" || fail "the link did not start"
fi

# enter ADDRESS COMMAND…: how mpirun starts its daemon on another host, in place of ssh
cat > "$folder/enter" <<'END'
#!/bin/sh
host=limber-host-${1##*.}
shift
exec ip netns exec "$host" unshare --uts sh -c "hostname $host && exec $*"
END
chmod 700 "$folder/enter"

# Settings of Open MPI stand in the environment, where --mca on the command line replaces them. A message above the
# eager limit is announced and asked for first, which takes three delays instead of one. Ranks wait in a loop that asks
# for messages; there are fewer processors than ranks, so they must yield.
command=("$@")
if [ -z "$alone" ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  export OMPI_MCA_plm=rsh OMPI_MCA_plm_rsh_agent=$folder/enter OMPI_MCA_plm_rsh_no_tree_spawn=1
  export OMPI_MCA_orte_tmpdir_base=$folder OMPI_MCA_pml=ob1 OMPI_MCA_btl=tcp,self
  export OMPI_MCA_btl_tcp_if_include=$device OMPI_MCA_oob_tcp_if_include=$device
  export OMPI_MCA_btl_tcp_eager_limit=4194304 OMPI_MCA_mpi_yield_when_idle=1
  list=
  for ((i = 1; i <= hosts; i++)); do list+=,$subnet.$i:$slots; done
  command=(mpirun --host "${list#,}" -np $((hosts * slots)) --bind-to none ${mca[@]+"${mca[@]}"} "$@")
fi
"$folder/enter" $subnet.1 "$(printf '%q ' "${command[@]}")" <&0 9>&- &
program=$!
status=0
wait -n || status=$?
kill -0 $program 2> /dev/null && fail "the link has ended before the program"

if [ -n "$count" ]; then
  for ((i = 1; i <= hosts; i++)); do
    inside limber-host-$i python3 -c '
import sys
counters = {name: int(open(f"/sys/class/net/{sys.argv[2]}/statistics/{name}").read())
            for name in ("tx_bytes", "tx_packets", "tx_dropped", "rx_bytes", "rx_packets", "rx_dropped")}
print(sys.argv[1], *(f"{name} {value}" for name, value in counters.items()), file=sys.stderr)' limber-host-$i $device
  done
fi
exit $status
