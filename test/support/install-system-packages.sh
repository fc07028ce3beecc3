#!/usr/bin/env bash
# Makes a Debian machine able to run the tests that need other people's programs. What is there already is left alone.
#
#   test/support/install-system-packages.sh
#
# rsyslog and syslog-ng, which Debian does not let stand side by side, and Prometheus are downloaded and unpacked into the cache
# folder of the tests with the libraries that are missing here. Nothing of them is installed: no service starts or stops, and
# whatever logs on this machine goes on. Java and Maven, of which a Kafka broker is started, are installed as packages.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/sequor-test"
missing_java=()
command -v java > /dev/null || missing_java+=(openjdk-17-jre-headless)
command -v mvn > /dev/null || missing_java+=(maven)
if [[ -n "${SEQUOR_TEST_KAFKA:-}" ]]; then missing_java=(); fi
# Both go with Java: a subscriber, and a compiler for one.
command -v kcat > /dev/null || missing_java+=(kcat)
java --list-modules 2> /dev/null | grep -q jdk.compiler || missing_java+=(openjdk-17-jdk-headless)

# The package with the service would start one. That with the tools holds the same program, which goes by its name.
missing_redis=()
if ! command -v redis-server > /dev/null && [[ ! -x "$cache/redis/redis-server" ]]; then missing_redis+=(redis-tools); fi

# With a small mailer, which Request Tracker depends on and which sends nothing here, and no database: each test makes its own.
missing_rt=()
if [[ ! -x /usr/share/request-tracker5/libexec/rt-server ]]; then
  missing_rt+=(request-tracker5 rt5-db-sqlite rt5-standalone msmtp-mta)
fi

missing_unpacked=()
[[ -x "$cache/rsyslog/usr/sbin/rsyslogd" ]] || missing_unpacked+=(rsyslog)
[[ -x "$cache/syslog-ng/usr/sbin/syslog-ng" ]] || missing_unpacked+=(syslog-ng)
[[ -x "$cache/prometheus/usr/bin/promtool" ]] || missing_unpacked+=(prometheus)

if [[ ${#missing_java[@]} -eq 0 && ${#missing_redis[@]} -eq 0 && ${#missing_rt[@]} -eq 0 && ${#missing_unpacked[@]} -eq 0 ]]; then exit 0; fi

refuse() {
  echo "$0: missing: ${missing_java[*]} ${missing_redis[*]} ${missing_rt[*]} ${missing_unpacked[*]}; $1" >&2
  exit 1
}
command -v apt-get > /dev/null || refuse 'there is no apt-get here, so install Java 17, Maven and redis-server by hand'
[[ $EUID -eq 0 ]] || refuse 'run this as root'

apt-get update -qq
if [[ ${#missing_java[@]} -gt 0 ]]; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_java[@]}"
fi

if [[ ${#missing_redis[@]} -gt 0 ]]; then
  apt-get install -y -qq --no-install-recommends "${missing_redis[@]}"
  mkdir -p "$cache/redis"
  ln -sf "$(command -v redis-check-rdb)" "$cache/redis/redis-server"
fi

if [[ ${#missing_rt[@]} -gt 0 ]]; then
  debconf-set-selections <<< 'request-tracker5 request-tracker5/dbconfig-install boolean false'
  debconf-set-selections <<< 'request-tracker5 request-tracker5/install-cronjobs boolean false'
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_rt[@]}"
fi

# unpack NAME PACKAGE…: the packages, and what they need and this machine lacks, below $cache/NAME; whole or not at all.
unpack() {
  local name="$1" folder="$cache/$1.new" plan needed
  shift
  rm -rf "$folder"
  mkdir -p "$folder/packages"
  plan="$(apt-get install --simulate --no-install-recommends "$@")"
  mapfile -t needed < <({ awk '$1 == "Inst" { print $2 }' <<< "$plan"; printf '%s\n' "$@"; } | sort -u)
  # As root apt would download as another user, who may not be allowed into the cache folder.
  (cd "$folder/packages" && apt-get download -qq -o APT::Sandbox::User=root "${needed[@]}")
  for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder"; done
  rm -rf "$folder/packages" "${cache:?}/$name"
  mv "$folder" "$cache/$name"
}

for name in "${missing_unpacked[@]}"; do
  case "$name" in
    rsyslog) unpack rsyslog rsyslog rsyslog-kafka ;;
    syslog-ng) unpack syslog-ng syslog-ng-core syslog-ng-mod-rdkafka ;;
    prometheus) unpack prometheus prometheus ;;
  esac
done
