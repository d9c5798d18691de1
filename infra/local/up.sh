#!/usr/bin/env bash
# The stack of infra/compose.yaml without containers: the same configuration files, scripts and policies, with server binaries that are on this machine.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=stack.sh
source "$(dirname "${BASH_SOURCE[0]}")/stack.sh"

usage() {
  cat << U
usage: up.sh [--detach] [--any-ports] [--no-generator] [--no-prometheus] [--watch-pid PID] [--rate N] [--meters N] [--anomaly-rate SHARE]
Starts Kafka, Apicurio Registry, InfluxDB, MinIO, gridflow, Prometheus and the generator, sets the servers up, prints where they are, and stops all on Ctrl-C.
  --detach         returns when all answers; down.sh stops it
  --any-ports      free ports in place of the usual ones
  --no-generator, --no-prometheus
  --watch-pid PID  stops all when that process is gone
  --rate, --meters, --anomaly-rate   of the generator [default: 1000, 1000, 0.0003]
Servers: GRIDFLOW_SERVERS names a folder with gfserver that has them all; or each by itself: KAFKA_LIBS (folder of Kafka's jars: libs of its archive), REGISTRY_JAR
(apicurio-registry-app-…-runner.jar), INFLUXD, MINIO, PROMETHEUS (programs; those of the PATH when not set). Needs java 17, curl, jq, openssl, and a release build (dotnet build -c Release).
Data, logs and secrets: GRIDFLOW_LOCAL_DIR [default: $run]. Environment GRIDFLOW_… and AWS_… is passed on to gridflow.
A server that ends by itself ends them all, with the end of its log; with --detach the others go on.
Exit codes: 0 the process of --watch-pid has ended, or all answers (--detach); 1 something did not start or has ended, 2 bad arguments, 130 Ctrl-C.
U
}

detach='' any='' generator=1 prometheus=1 watch='' rate=1000 meters=1000 anomaly_rate=0.0003
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --detach) detach=1 ;;
    --any-ports) any=1 ;;
    --no-generator) generator='' ;;
    --no-prometheus) prometheus='' ;;
    --watch-pid | --rate | --meters | --anomaly-rate)
      [ $# -ge 2 ] || { echo "up.sh: $1 needs a value" >&2; exit 2; }
      [[ "$2" =~ ^[0-9]+(\.[0-9]+)?$ ]] || { echo "up.sh: $1: '$2' is not a number" >&2; exit 2; }
      case "$1" in --watch-pid) watch="$2" ;; --rate) rate="$2" ;; --meters) meters="$2" ;; *) anomaly_rate="$2" ;; esac
      shift
      ;;
    *) echo "up.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

if [ -n "$detach" ] && [ -n "$watch" ]; then echo 'up.sh: --detach returns, so nobody would watch the process of --watch-pid' >&2; exit 2; fi

# --- programs
# kit NAME: one of the kit's servers, unpacked; nothing without the kit.
kit() { [ -z "${GRIDFLOW_SERVERS:-}" ] || "$GRIDFLOW_SERVERS/gfserver" path "$1"; }
given() { if [ -n "$1" ]; then printf '%s\n' "$1"; elif [ -n "${GRIDFLOW_SERVERS:-}" ]; then kit "$2"; else command -v "$3" || true; fi; }
if [ -n "${GRIDFLOW_SERVERS:-}" ] && [ ! -x "$GRIDFLOW_SERVERS/gfserver" ]; then fail "GRIDFLOW_SERVERS is $GRIDFLOW_SERVERS, and there is no gfserver in it"; fi
for tool in java curl jq openssl dotnet; do command -v "$tool" > /dev/null || fail "$tool is not installed"; done
kafka_libs="${KAFKA_LIBS:-$(kit kafka)}"
registry_jar="${REGISTRY_JAR:-}"
if [ -z "$registry_jar" ] && [ -n "${GRIDFLOW_SERVERS:-}" ]; then registry_jar="$(echo "$(kit registry)"/apicurio-registry-app-*-runner.jar)"; fi
influxd="$(given "${INFLUXD:-}" influxd influxd)" minio="$(given "${MINIO:-}" minio minio)" prometheus_program="${PROMETHEUS:-$(command -v prometheus || true)}"
for pair in "KAFKA_LIBS=$kafka_libs" "REGISTRY_JAR=$registry_jar" "INFLUXD=$influxd" "MINIO=$minio"; do
  [ -e "${pair#*=}" ] || fail "${pair%%=*} is not set and GRIDFLOW_SERVERS does not have it (see --help)"
done
binaries="${GRIDFLOW_CONFIGURATION:-Release}/net10.0"
gridflow=(dotnet "$root/src/Control/bin/$binaries/gridflow.dll") generator_program=(dotnet "$root/src/Generator/bin/$binaries/gridflow-generator.dll")
[ -e "${gridflow[1]}" ] || fail "there is no ${gridflow[1]}: dotnet build -c Release"
if [ -n "$prometheus" ] && [ -z "$prometheus_program" ]; then
  echo 'prometheus is not installed: left out' >&2
  prometheus=''
fi

# --- folder, ports, secrets
umask 077
mkdir -p "$run"
for name in "${servers[@]}"; do ! alive "$name" || fail "$name runs already: down.sh first"; done
taken() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
# Below the range of outgoing connections, in blocks of twenty that hardly anybody else draws.
base=$((12000 + RANDOM % 380 * 20))
port() {
  local name="$1" usual="$2" number
  if [ -n "$any" ]; then
    while taken "$base"; do base=$((base + 1)); done
    number="$base"
    base=$((base + 1))
  else
    number="$usual"
    ! taken "$number" || fail "port $number ($name) is taken; --any-ports takes free ones"
  fi
  printf -v "$name" '%s' "$number"
  printf '%s=%s\n' "$name" "$number" >> "$run/ports.new"
}
: > "$run/ports.new"
port KAFKA_PORT 9092; port KAFKA_INTERNAL_PORT 19092; port CONTROLLER_PORT 9093; port REGISTRY_PORT 8081; port INFLUXDB_PORT 8086; port MINIO_PORT 9000
port GRPC_PORT 5051; port HTTP_PORT 5080; port METRICS_PORT 9464; port PROMETHEUS_PORT 9090
# Only now: until here an earlier run's are what status.sh shows.
mv "$run/ports.new" "$run/ports"
: > "$run/started"
"$infra/make-env.sh" --file "$run/.env" > /dev/null
set -a
# shellcheck disable=SC1091
source "$run/.env"
set +a

# --- servers
trap stop_all EXIT
trap 'exit 130' INT TERM
mkdir -p "$run/kafka/data" "$run/influxdb/data" "$run/minio/data" "$run/registry/data" "$run/gridflow/secrets" "$run/prometheus"
java_options=(-Xms64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData)
# Off Kafka's class path nothing says how to log; without a file each tool would fill the screen at level DEBUG or complain.
printf 'rootLogger.level=warn\nrootLogger.appenderRef.o.ref=o\nappender.o.type=Console\nappender.o.name=o\nappender.o.target=SYSTEM_ERR\nappender.o.layout.type=PatternLayout\nappender.o.layout.pattern=%%d %%p %%m%%n\n' > "$run/log4j2.properties"
kafka_java=(java "${java_options[@]}" "-Dlog4j2.configurationFile=$run/log4j2.properties" -Dlog4j2.disableJmx=true)

# The container's file as it is; of two lines with the same key the last one counts.
{
  cat "$infra/kafka/server.properties"
  cat << E2
controller.quorum.voters=1@127.0.0.1:$CONTROLLER_PORT
listeners=INTERNAL://127.0.0.1:$KAFKA_INTERNAL_PORT,EXTERNAL://127.0.0.1:$KAFKA_PORT,CONTROLLER://127.0.0.1:$CONTROLLER_PORT
advertised.listeners=INTERNAL://127.0.0.1:$KAFKA_INTERNAL_PORT,EXTERNAL://127.0.0.1:$KAFKA_PORT
log.dirs=$run/kafka/data
E2
} > "$run/kafka/server.properties"
start_kafka() {
  if [ ! -e "$run/kafka/data/meta.properties" ]; then
    "${kafka_java[@]}" -cp "$kafka_libs/*" kafka.tools.StorageTool format -t "$(head -c 16 /dev/urandom | base64 | tr '+/' 'AB' | tr -d '=\n' | sed 's/^-/A/')" -c "$run/kafka/server.properties" > "$run/kafka/format.log" 2>&1 \
      || { cat "$run/kafka/format.log" >&2; return 1; }
  fi
  launch kafka "${kafka_java[@]}" -Xmx512m -cp "$kafka_libs/*" kafka.Kafka "$run/kafka/server.properties"
}
start_registry() (
  set -a
  # shellcheck disable=SC1091
  source "$infra/registry/registry.env"
  set +a
  export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT="$REGISTRY_PORT" APICURIO_DATASOURCE_URL="jdbc:h2:file:$run/registry/data/registry;WRITE_DELAY=0"
  launch registry java "${java_options[@]}" -Xmx384m -jar "$registry_jar"
)
echo 'starting Kafka, registry, InfluxDB, MinIO' >&2
start_registry
launch influxdb env "HOME=$run/influxdb" "$influxd" --bolt-path "$run/influxdb/data/influxd.bolt" --sqlite-path "$run/influxdb/data/influxd.sqlite" --engine-path "$run/influxdb/data/engine" \
  --http-bind-address "127.0.0.1:$INFLUXDB_PORT" --reporting-disabled --log-level warn
launch minio env "HOME=$run/minio" MINIO_BROWSER=off MINIO_UPDATE=off "$minio" server --quiet --address "127.0.0.1:$MINIO_PORT" "$run/minio/data"
start_kafka

# --- set-up, by the scripts of the containers' init steps; each waits for its own server
if [ -z "${KAFKA_LIBS:-}" ]; then
  export KAFKA_TOPICS="bash $GRIDFLOW_SERVERS/gfserver kafka-tool TopicCommand" KAFKA_CONFIGS="bash $GRIDFLOW_SERVERS/gfserver kafka-tool ConfigCommand"
else
  export KAFKA_TOPICS="${kafka_java[*]} -Xmx128m -cp $kafka_libs/* org.apache.kafka.tools.TopicCommand" KAFKA_CONFIGS="${kafka_java[*]} -Xmx128m -cp $kafka_libs/* kafka.admin.ConfigCommand"
fi
setup_kafka() {
  until_ready kafka 120 bash "$infra/kafka/healthy.sh" "$KAFKA_PORT"
  bash "$infra/kafka/create-topics.sh" --bootstrap "127.0.0.1:$KAFKA_PORT"
}
setup_registry() {
  until_ready registry 120 bash "$infra/registry/healthy.sh" "$REGISTRY_PORT"
  bash "$infra/registry/register-schemas.sh" --url "http://127.0.0.1:$REGISTRY_PORT/apis/ccompat/v7"
}
setup_stores() {
  until_ready influxdb 60 http_ok "http://127.0.0.1:$INFLUXDB_PORT/health"
  bash "$infra/influxdb/setup.sh" --url "http://127.0.0.1:$INFLUXDB_PORT" --token-file "$run/gridflow/secrets/InfluxDb__Token"
  until_ready minio 60 http_ok "http://127.0.0.1:$MINIO_PORT/minio/health/ready"
  S3_URL="http://127.0.0.1:$MINIO_PORT" bash "$infra/minio/setup.sh" --with curl > "$run/gridflow/aws"
}
jobs=()
for step in setup_kafka setup_registry setup_stores; do
  "$step" > "$run/$step.log" 2>&1 &
  jobs+=("$!:$step")
done
broken=0
for job in "${jobs[@]}"; do
  wait "${job%%:*}" || { broken=1; echo "up.sh: ${job#*:} failed" >&2; }
  cat "$run/${job#*:}.log" >&2
done
[ "$broken" = 0 ] || exit 1

# --- ours
start_gridflow() (
  set -a
  # shellcheck disable=SC1091
  source "$run/gridflow/aws"
  set +a
  export AWS_REGION=us-east-1
  # What the caller has set wins.
  export GRIDFLOW_Archive__SpoolDirectory="${GRIDFLOW_Archive__SpoolDirectory:-$run/gridflow/spool}" GRIDFLOW_SECRETS="${GRIDFLOW_SECRETS:-$run/gridflow/secrets}"
  export GRIDFLOW_Kafka__BootstrapServers="127.0.0.1:$KAFKA_INTERNAL_PORT" GRIDFLOW_SchemaRegistry__Url="http://127.0.0.1:$REGISTRY_PORT/apis/ccompat/v7"
  export GRIDFLOW_InfluxDb__Url="http://127.0.0.1:$INFLUXDB_PORT" GRIDFLOW_InfluxDb__Org=gridflow GRIDFLOW_InfluxDb__Bucket=anomalies
  export GRIDFLOW_Archive__Target=s3 GRIDFLOW_Archive__Bucket=s3://readings GRIDFLOW_Archive__Endpoint="http://127.0.0.1:$MINIO_PORT"
  export GRIDFLOW_Checkpoints__Store=s3://checkpoints GRIDFLOW_Checkpoints__Endpoint="http://127.0.0.1:$MINIO_PORT"
  export GRIDFLOW_Control__GrpcPort="$GRPC_PORT" GRIDFLOW_Control__HttpPort="$HTTP_PORT" GRIDFLOW_Telemetry__MetricsPort="$METRICS_PORT"
  # For those who want to ask it: gridflow archive verify and the like, with the same settings.
  export -p | grep -E '^declare -x (GRIDFLOW_[A-Z][a-z]|GRIDFLOW_SECRETS|AWS_)' > "$run/gridflow/settings"
  launch gridflow "${gridflow[@]}" run
)
start_gridflow
until_ready gridflow 120 http_ok "http://127.0.0.1:$HTTP_PORT/readyz"
if [ -n "$prometheus" ]; then
  # Its file and rules lie beside the targets, which alone are others here.
  mkdir -p "$run/prometheus/targets"
  cp "$infra/prometheus/prometheus.yml" "$run/prometheus/"
  rm -rf "$run/prometheus/rules"
  [ ! -d "$infra/prometheus/rules" ] || cp -r "$infra/prometheus/rules" "$run/prometheus/rules"
  printf -- '- targets: ["127.0.0.1:%s"]\n' "$METRICS_PORT" > "$run/prometheus/targets/gridflow.yml"
  printf -- '- targets: ["127.0.0.1:%s"]\n' "$PROMETHEUS_PORT" > "$run/prometheus/targets/prometheus.yml"
  launch prometheus "$prometheus_program" "--config.file=$run/prometheus/prometheus.yml" "--storage.tsdb.path=$run/prometheus/data" "--web.listen-address=127.0.0.1:$PROMETHEUS_PORT" --enable-feature=exemplar-storage --log.level=warn
  until_ready prometheus 60 http_ok "http://127.0.0.1:$PROMETHEUS_PORT/-/ready"
fi
if [ -n "$generator" ]; then
  # What an earlier run has left must not answer for this one.
  rm -f "$run/generator/health.json"
  launch generator "${generator_program[@]}" --no-console --kafka-bootstrap-servers "127.0.0.1:$KAFKA_INTERNAL_PORT" --schema-registry-url "http://127.0.0.1:$REGISTRY_PORT/apis/ccompat/v7" \
    --event-rate "$rate" --meters "$meters" --anomaly-rate "$anomaly_rate" --labels "$run/generator/labels.jsonl" \
    --health-file "$run/generator/health.json"
  until_ready generator 60 "${generator_program[@]}" health --file "$run/generator/health.json"
fi
show_table
echo "gridflow's settings: . $run/gridflow/settings (then gridflow status, doctor, reconcile … ask this stack)"

if [ -n "$detach" ]; then
  trap - EXIT
  exit 0
fi
echo 'Ctrl-C stops all.' >&2
while [ -z "$watch" ] || started "$watch" > /dev/null; do
  for name in "${servers[@]}"; do
    # What has no pid was stopped by hand.
    [ ! -e "$run/$name/pid" ] || alive "$name" || { tail -n 20 "$run/$name/log" >&2; fail "$name has ended; its log is $run/$name/log"; }
  done
  sleep 1
done
