using GridFlow.Checkpoints;
using GridFlow.Control.Services.Audit;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Telemetry;

namespace GridFlow.Control.Metrics;

/// <summary>Every metric, in the order of the page.</summary>
internal static class MetricNotes
{
    private const string Conditions = "`Kafka …`, `transactions`, `schema registry`, `recovery N`, `retention gap N`, `topic end N`, `snapshots`, `snapshot store`, `back-pressure`, `dead-letter flood`, `control …`, "
        + "`anomaly streams`, `archive …`, `InfluxDB …` (also `InfluxDB dead letters`), `OTLP …`, `stuck`, `stuck watch`; N is a partition";

    private const string Zero = "anything but 0 is a defect of GridFlow: report it with the log";

    private static readonly (string Key, string Values) Partition = ("partition", "partitions of this instance");
    private static readonly (string Key, string Values) Block = ("block", "`decode`, `fan-out`, `detect-N`, `publish`, `archive-…`, `influx-…`");
    private static readonly (string Key, string Values) Sink = ("sink", "`kafka`, `archive`, `influxdb`");

    public static IReadOnlyList<(string Section, IReadOnlyList<MetricNote> Notes)> Sections { get; } =
    [
        ("Readings", [
            new("gridflow_readings_consumed", "its rate is the load; 0 while producers send: see `gridflow_condition`"),
            new("gridflow_readings_scored", "consumed = scored + dropped + dead letters + in flight"),
            new("gridflow_readings_dropped", "`late` that grows: clocks of meters, or a backlog that was sent out of order", ("reason", "`late`, `duplicate`, `stale`")),
            new("gridflow_dead_letters", "`gridflow dlq stats` and [dead letters](dead-letters.md)", ("reason", Words(DeadLetterCodes.All))),
            new("gridflow_readings_in_flight", "at its ceiling all the time: a stage is the bottleneck, see `gridflow_block_queue_length`"),
            new("gridflow_conservation_difference", Zero),
        ]),
        ("Anomalies and latency", [
            new("gridflow_anomalies", "INFO is noise that crosses 2.5 σ by chance; look at WARNING and above",
                ("type", Words(Enum.GetValues<AnomalyType>().Select(WireNames.Of))), ("severity", Words(Enum.GetValues<Severity>().Select(WireNames.Of)))),
            new("gridflow_anomalies_suppressed", "grows only while a feeder is paused: `gridflow status` says which"),
            new("gridflow_detection_latency_seconds", "p99 below 0.1 is the goal; a replayed or late reading counts from its broker timestamp"),
            new("gridflow_processing_seconds", "grows with the queues: what GridFlow itself adds, without Kafka"),
        ]),
        ("Kafka and partitions", [
            new("gridflow_consumer_lag_readings", "grows: more load than one instance takes; start another, up to the number of partitions", Partition),
            new("gridflow_partition_paused", "`paused` by an operator, or a flood of dead letters", Partition, ("reason", "`paused`, `dead_letter_flood`")),
            new("gridflow_condition", "the sentence is in `gridflow status` and in the log", ("subject", Conditions)),
            new("gridflow_transaction_seconds", "what exactly-once costs; some 5 ms on a healthy broker"),
            new("gridflow_transactions", "`aborted` now and then is a rebalance; all the time it is a broker", ("outcome", "`committed`, `aborted`, `unknown`")),
        ]),
        ("Stages", [
            new("gridflow_block_queue_length", "the last stage that is full is the bottleneck", Block),
            new("gridflow_block_queue_capacity", "length / capacity is how full a stage is", Block),
            new("gridflow_block_processed", "its rate, beside that of the stage before", Block),
        ]),
        ("Detector", [
            new("gridflow_meters_tracked", "times 5 KB is the memory of windows"),
            new("gridflow_meters_silent", "many at once: a feeder, a head-end or a producer is down. A partition of which nothing comes at all counts nobody more, because its event time stands: watch `gridflow_readings_consumed_total` too"),
            new("gridflow_threshold_sigma", "a change shows in the audit trail", ("scope", "`global`, `voltage`, `current`, `temperature`")),
            new("gridflow_settings_revision", "must be the same on all instances"),
        ]),
        ("Snapshots and recovery", [
            new("gridflow_checkpoint_age_seconds", "three intervals or more: a restart would replay so much; [the store](operations.md#the-snapshot-store-is-lost)"),
            new("gridflow_checkpoint_duration_seconds", "grows with the meters"),
            new("gridflow_checkpoint_bytes", "of one partition"),
            new("gridflow_checkpoints", "`failed`: the condition `snapshot store` says why", ("outcome", "`stored`, `failed`, `abandoned`")),
            new("gridflow_checkpoint_pause_seconds", "above `Checkpoints:SnapshotInterval`: the store is slow for so many meters"),
            new("gridflow_recoveries", "`window` and `gap` had no snapshot to begin from", ("from", "`snapshot`, `older_snapshot`, `window`, `first_start`, `gap`")),
            new("gridflow_snapshots_skipped", "`gridflow checkpoint verify` looks at the store", ("reason", Words(Enum.GetValues<SkipReason>().Select(reason => WireNames.Of(reason).ToLowerInvariant())))),
            new("gridflow_readings_replayed", "work of a restart, nothing is said twice"),
            new("gridflow_offsets_lost", "anything but 0: Kafka's retention is shorter than the outage was", Partition),
        ]),
        ("Sinks", [
            new("gridflow_sink_writes", "its rate by sink", Sink, ("outcome", "`written`; of InfluxDB also `rejected`, `failed`, `given_back`")),
            new("gridflow_sink_retries", "now and then is a network; all the time is a server", Sink),
            new("gridflow_sink_outage_seconds", "above 0: the condition says what to do; alarms to Kafka go on when the archive or InfluxDB is away", Sink),
            new("gridflow_sink_reads", "read = written + rejected + given back + in memory", ("sink", "`influxdb`")),
            new("gridflow_sink_pending", "how far InfluxDB is behind", ("sink", "`influxdb`")),
            new("gridflow_sink_offsets_lost", "anything but 0: `anomalies` keeps records for less time than the outage took", ("sink", "`influxdb`")),
        ]),
        ("Archive", [
            new("gridflow_archive_accepted", "accepted = archived + spooled + open + released"),
            new("gridflow_archive_rows", "its rate is that of the readings, in steps"),
            new("gridflow_archive_files", "many small ones: `Archive:RollInterval` is too short"),
            new("gridflow_archive_released", "grows with a rebalance"),
            new("gridflow_archive_lost_offsets", "anything but 0: `gridflow archive verify` names the gap"),
            new("gridflow_archive_open_rows", "lost by nobody: they are read again after a crash"),
            new("gridflow_archive_spooled_rows", "grows: the target takes nothing"),
            new("gridflow_archive_difference", Zero),
            new("gridflow_archive_spool_bytes", "over the budget is the share of the disk that is used"),
            new("gridflow_archive_spool_budget_bytes", "at the budget the archive waits, and alarms go on"),
            new("gridflow_archive_lag_readings", "the archive's own lag; it must shrink after an outage", Partition),
        ]),
        ("Control plane", [
            new("gridflow_subscribers", "at `Control:MaxSubscribers` further ones are refused", ("stream", "`anomalies`, `metrics`")),
            new("gridflow_subscriber_gaps", "a subscriber is too slow; it was told, and can fetch what it missed"),
            new("gridflow_subscriber_unreadable", "another program writes to `anomalies`, or a schema is unknown"),
            new("gridflow_control_commands", "who and why: `gridflow audit`", ("command", Words(AuditedCall.Calls))),
            new("gridflow_audit_records", "`failed`: the control topic could not be written", ("outcome", "`kept`, `failed`")),
        ]),
        ("Instance", [
            new("gridflow_build_info", "which version runs where", ("version", "version of the program"), ("delivery", "`exactly-once`, `at-least-once`")),
            new("gridflow_start_time_seconds", "annotate restarts with its changes"),
            new("gridflow_otlp_exports", "only with `Telemetry:OtlpEndpoint`", ("signal", "`metrics`, `traces`"), ("outcome", "`sent`, `failed`")),
            new("gridflow_otlp_lost_spans", "only with `Telemetry:OtlpEndpoint`"),
            new("process.cpu.time", "its rate is the number of cores in use", ("cpu.mode", "`user`, `system`")),
            new("process.memory.usage", "must be flat at a steady number of meters"),
            new("process.thread.count", "grows without end: report it"),
            new("process.open_file_descriptor.count", "near the limit (`ulimit -n`): raise it; `gridflow doctor` checks it"),
        ]),
    ];

    public static IEnumerable<MetricNote> All => Sections.SelectMany(section => section.Notes);

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));
}
