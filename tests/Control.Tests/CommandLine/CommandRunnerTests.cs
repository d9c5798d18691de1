using GridFlow.Control.Configuration;
using GridFlow.Control.Hosting;
using GridFlow.Control.Startup;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.CommandLine;

public sealed class CommandRunnerTests : IDisposable
{
    private readonly StringWriter _error = new();
    private DemoArguments? _demo;
    private RunArguments? _run;
    private CheckpointArguments? _checkpoint;
    private ArchiveArguments? _archive;
    private DeadLetterArguments? _deadLetters;
    private ReconcileArguments? _reconcile;
    private DoctorArguments? _doctor;
    private ConfigArguments? _config;
    private CompletionArguments? _completion;
    private OperatorArguments? _operator;
    private CommonArguments? _common;

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task RunAsync_DemoDefaults_AreTheContract()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("demo"));
        Assert.Equal(new DemoArguments(null, 1000, 1000, null, 1, false, false, null), _demo);
    }

    [Fact]
    public async Task RunAsync_DemoOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync(
            "demo", "--duration", "30s", "--event-rate=5000", "--meters", "200", "--anomaly-rate", "0.01", "--seed", "7", "--json", "--no-console", "--data-dir", "/tmp/x", "--grpc-port", "0"));
        Assert.Equal(new DemoArguments(TimeSpan.FromSeconds(30), 5000, 200, 0.01, 7, true, true, "/tmp/x"), _demo);
        Assert.Equal(["--Control:GrpcPort=0"], _common!.Settings);
    }

    [Fact]
    public async Task RunAsync_RunOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("run", "--create-topics", "--config", "a.json", "--metrics-port", "1234"));
        Assert.Equal(new RunArguments(CreateTopics: true, JsonLogs: false), _run);
        Assert.Equal("a.json", _common!.ConfigFile);
        Assert.Equal(["--Telemetry:MetricsPort=1234"], _common.Settings);
    }

    [Fact]
    public async Task RunAsync_CheckpointOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("checkpoint", "list", "--group", "g", "--topic", "t", "--partition", "3", "--json", "--config", "a.json"));
        Assert.Equal(new CheckpointArguments(CheckpointTask.List, null, "g", "t", 3, Json: true), _checkpoint);
        Assert.Equal("a.json", _common!.ConfigFile);

        Assert.Equal(ExitCode.Done, await RunAsync("checkpoint", "inspect", "g/t/3/42"));
        Assert.Equal(new CheckpointArguments(CheckpointTask.Inspect, "g/t/3/42", null, null, null, Json: false), _checkpoint);

        Assert.Equal(ExitCode.Done, await RunAsync("checkpoint", "verify"));
        Assert.Equal(new CheckpointArguments(CheckpointTask.Verify, null, null, null, null, Json: false), _checkpoint);
    }

    [Fact]
    public async Task RunAsync_ArchiveOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("archive", "verify"));
        Assert.Equal(new ArchiveArguments(null, null, null, null, Deep: false, Json: false), _archive);

        Assert.Equal(ExitCode.Done, await RunAsync(
            "archive", "verify", "--topic", "t", "--partition", "3", "--from", "2026-02-28", "--to=2026-03-01", "--deep", "--json", "--config", "a.json"));
        Assert.Equal(new ArchiveArguments("t", 3, new DateOnly(2026, 2, 28), new DateOnly(2026, 3, 1), Deep: true, Json: true), _archive);
        Assert.Equal("a.json", _common!.ConfigFile);
    }

    [Fact]
    public async Task RunAsync_ArchiveAlone_ShowsHelp()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("archive"));
        Assert.Null(_archive);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task RunAsync_DeadLetterOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "list", "--code", "truncated", "--code", "influx_rejected", "--source", "t/3", "--since", "2h", "--until", "2026-11-24T12:00:00Z", "--limit", "7", "--json"));
        Assert.Equal((DeadLetterTask.List, true, 7, false), (_deadLetters!.Task, _deadLetters.Json, _deadLetters.Limit, _deadLetters.All));
        Assert.Equal(["truncated", "influx_rejected"], _deadLetters.Choice.Codes);
        Assert.Equal((new SourcePlace("t", 3), TimeSpan.FromHours(2), new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)), (_deadLetters.Choice.Source, _deadLetters.Choice.Since!.Ago, _deadLetters.Choice.Until!.Moment));

        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "list"));
        Assert.Equal((50, true), (_deadLetters.Limit, _deadLetters.Choice.IsAll));

        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "show", "3/42", "--config", "a.json"));
        Assert.Equal((DeadLetterTask.Show, new RecordPlace(3, 42), "a.json"), (_deadLetters.Task, _deadLetters.Place, _common!.ConfigFile));

        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "stats", "--source", "t"));
        Assert.Equal((DeadLetterTask.Stats, new SourcePlace("t", null)), (_deadLetters.Task, _deadLetters.Choice.Source));
    }

    [Fact]
    public async Task RunAsync_ReplayOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "replay"));
        Assert.Equal((null, new ReplayArguments()), (_deadLetters!.Limit, _deadLetters.Replay));

        Assert.Equal(ExitCode.Done, await RunAsync("dlq", "replay", "--dry-run", "--limit", "9", "--to", "x", "--max-replays", "5", "--rate", "0", "--name", "n", "--from-start", "--by-key"));
        Assert.Equal(9, _deadLetters.Limit);
        Assert.Equal(new ReplayArguments { DryRun = true, To = "x", MaxReplays = 5, Rate = 0, Name = "n", FromStart = true, ByKey = true }, _deadLetters.Replay);
    }

    [Fact]
    public async Task RunAsync_ReconcileOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("reconcile"));
        Assert.Equal(new ReconcileArguments(null, null, Json: false), _reconcile);

        Assert.Equal(ExitCode.Done, await RunAsync("reconcile", "--since", "2h", "--until", "2026-11-24T12:00:00Z", "--json", "--config", "a.json"));
        Assert.Equal((TimeSpan.FromHours(2), new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), true), (_reconcile!.Since!.Ago, _reconcile.Until!.Moment, _reconcile.Json));
        Assert.Equal("a.json", _common!.ConfigFile);
    }

    [Fact]
    public async Task RunAsync_CheckOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("doctor"));
        Assert.Equal(new DoctorArguments(Json: false, TimeSpan.FromSeconds(10)), _doctor);

        Assert.Equal(ExitCode.Done, await RunAsync("doctor", "--json", "--timeout", "3s", "--config", "a.json"));
        Assert.Equal((new DoctorArguments(Json: true, TimeSpan.FromSeconds(3)), "a.json"), (_doctor, _common!.ConfigFile));

        Assert.Equal(ExitCode.Done, await RunAsync("config", "show", "--all", "--json", "--config", "b.json"));
        Assert.Equal((new ConfigArguments(ConfigTask.Show, All: true, Json: true), "b.json"), (_config, _common!.ConfigFile));

        Assert.Equal(ExitCode.Done, await RunAsync("config", "check"));
        Assert.Equal(new ConfigArguments(ConfigTask.Check, All: false, Json: false), _config);

        Assert.Equal(ExitCode.Done, await RunAsync("completion", "zsh"));
        Assert.Equal(new CompletionArguments("zsh"), _completion);
    }

    [Fact]
    public async Task RunAsync_OperatorOptions_AreRead()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("status", "--config", "a.json"));
        Assert.Equal(new StatusArguments(new ConnectionArguments(null, null, TimeSpan.FromSeconds(10), null, Json: false)), _operator);
        Assert.Equal("a.json", _common!.ConfigFile);

        Assert.Equal(ExitCode.Done, await RunAsync("status", "--address", "grid-1", "--timeout", "2s", "--user", "anna", "--json"));
        Assert.Equal(new ConnectionArguments(new Uri("http://grid-1:5051"), null, TimeSpan.FromSeconds(2), "anna", Json: true), _operator!.Connection);

        Assert.Equal(ExitCode.Done, await RunAsync("watch"));
        Assert.Equal((TimeSpan.FromSeconds(1), Severity.Warning), (((WatchArguments)_operator).Interval, ((WatchArguments)_operator).MinSeverity));

        Assert.Equal(ExitCode.Done, await RunAsync("anomalies", "--limit", "5", "--min-severity", "INFO", "--meter", "a", "--meter", "b*"));
        var anomalies = Assert.IsType<AnomaliesArguments>(_operator);
        Assert.Equal((false, 5, Severity.Info), (anomalies.Follow, anomalies.Limit, anomalies.MinSeverity));
        Assert.Equal(["a", "b*"], anomalies.Meters);

        Assert.Equal(ExitCode.Done, await RunAsync("resume", "--partition", "1", "--partition", "2"));
        Assert.Equal((false, TimeSpan.FromSeconds(30)), (((PauseArguments)_operator).Pause, _operator.Connection.Timeout));
        Assert.Equal([1, 2], ((PauseArguments)_operator).Partitions);

        Assert.Equal(ExitCode.Done, await RunAsync("audit"));
        Assert.Equal(100, ((AuditArguments)_operator).Limit);

        Assert.Equal(ExitCode.Done, await RunAsync("checkpoint", "now"));
        Assert.IsType<CheckpointNowArguments>(_operator);
        Assert.Null(_checkpoint);
    }

    [Theory]
    [InlineData("did you mean doctor?", "docter")]
    [InlineData("from 100ms to 10m (--timeout)", "doctor", "--timeout", "1h")]
    [InlineData("did you mean show?", "config", "shwo")]
    [InlineData("did you mean --all?", "config", "show", "--al")]
    [InlineData("See gridflow config --help", "config")]
    [InlineData("did you mean bash?", "completion", "bahs")]
    [InlineData("SHELL", "completion")]
    [InlineData("'list' belongs to gridflow checkpoint, gridflow dlq.", "list")]
    [InlineData("'--create-topics' belongs to gridflow run.", "doctor", "--create-topics")]
    [InlineData("--Kafka:BootstrapServers=value, with an equals sign", "run", "--Kafka:BootstrapServer", "localhost:1")]
    [InlineData("did you mean reconcile?", "reconcil")]
    [InlineData("so long ago", "reconcile", "--since", "yesterday")]
    [InlineData("did you mean unknown_schema?", "dlq", "list", "--code", "unkown_schema")]
    [InlineData("did you mean anomaly_unwritable?", "dlq", "list", "--code", "anomaly_unwriteable")]
    [InlineData("Known: null_value", "dlq", "stats", "--code", "xxxxxxxxxx")]
    [InlineData("is no source", "dlq", "list", "--source", "a/b")]
    [InlineData("so long ago", "dlq", "list", "--since", "yesterday")]
    [InlineData("from 1 to 100000 (--limit)", "dlq", "list", "--limit", "0")]
    [InlineData("is no record", "dlq", "show", "42")]
    [InlineData("RECORD", "dlq", "show")]
    [InlineData("is no name", "dlq", "replay", "--name", "a b")]
    [InlineData("(--max-replays)", "dlq", "replay", "--max-replays", "0")]
    [InlineData("did you mean replay?", "dlq", "reply")]
    [InlineData("did you mean demo?", "dmo")]
    [InlineData("did you mean verify?", "archive", "verfy")]
    [InlineData("is not a day such as", "archive", "verify", "--from", "24.11.2026")]
    [InlineData("is behind --to", "archive", "verify", "--from", "2026-11-25", "--to", "2026-11-24")]
    [InlineData("did you mean verify?", "checkpoint", "verfy")]
    [InlineData("See gridflow checkpoint list --help", "checkpoint", "list", "--grupp", "g")]
    [InlineData("is not the number of a partition", "checkpoint", "list", "--partition", "-1")]
    [InlineData("NAME", "checkpoint", "inspect")]
    [InlineData("See gridflow checkpoint --help", "checkpoint")]
    [InlineData("did you mean --event-rate?", "demo", "--evnt-rate", "5")]
    [InlineData("did you mean --create-topics?", "run", "--create-topic")]
    [InlineData("is not a time such as", "demo", "--duration", "30")]
    [InlineData("is not a time such as", "demo", "--duration", "0s")]
    [InlineData("from 1 to 200000", "demo", "--event-rate", "0")]
    [InlineData("from 0 to 1", "demo", "--anomaly-rate", "1.5")]
    [InlineData("'many'", "demo", "--meters", "many")]
    [InlineData("with an equals sign", "run", "--Kafka:BootstrapServers", "localhost:1")]
    [InlineData("from 1.5 to 4.0", "threshold", "set", "9")]
    [InlineData("from 1.5 to 4.0", "threshold", "set", "1.49")]
    [InlineData("from 1.5 to 4.0", "threshold", "set", "NaN")]
    [InlineData("with a point for decimals", "threshold", "set", "2,5")]
    [InlineData("SIGMA", "threshold", "set")]
    [InlineData("not both", "threshold", "set", "3", "--channel", "voltage", "--meter", "M-1")]
    [InlineData("did you mean VOLTAGE?", "threshold", "reset", "--channel", "voltge")]
    [InlineData("Known: VOLTAGE, CURRENT, TEMPERATURE", "threshold", "set", "3", "--channel", "status")]
    [InlineData("See gridflow threshold --help", "threshold")]
    [InlineData("did you mean VOLTAGE_DEVIATION?", "anomalies", "--type", "voltage-deviations")]
    [InlineData("did you mean WARNING?", "anomalies", "--min-severity", "warn1ng")]
    [InlineData("not both", "anomalies", "--since", "1h", "--resume-token", "x")]
    [InlineData("so long ago", "anomalies", "--since", "yesterday")]
    [InlineData("did you mean --follow?", "anomalies", "--folow")]
    [InlineData("is no id (--meter)", "anomalies", "--meter", "")]
    [InlineData("is not the number of a partition", "pause", "--partition", "-1")]
    [InlineData("not both", "pause", "--partition", "1", "--feeder", "F")]
    [InlineData("from 1 to 10000 (--limit)", "audit", "--limit", "0")]
    [InlineData("is not from 100ms to 00:01:00 (--interval)", "watch", "--interval", "50ms")]
    [InlineData("is not an address such as", "status", "--address", "ftp://x")]
    [InlineData("no file that can be read (--ca-cert)", "status", "--ca-cert", "/not/there")]
    [InlineData("is not a time such as", "status", "--timeout", "5")]
    [InlineData("did you mean status?", "statsu")]
    [InlineData("did you mean now?", "checkpoint", "nwo")]
    [InlineData("--help")]
    public async Task RunAsync_BadArguments_Exit2WithAHint(string hint, params string[] args)
    {
        Assert.Equal(ExitCode.BadArguments, await RunAsync(args));
        Assert.Contains(hint, _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_demo);
        Assert.Null(_run);
        Assert.Null(_checkpoint);
        Assert.Null(_archive);
        Assert.Null(_deadLetters);
        Assert.Null(_reconcile);
        Assert.Null(_doctor);
        Assert.Null(_config);
        Assert.Null(_completion);
        Assert.Null(_operator);
    }

    [Fact]
    public async Task RunAsync_Failures_HaveTheirExitCodeAndMessage()
    {
        Assert.Equal(ExitCode.InvalidConfiguration, await FailAsync(new InvalidConfigurationException([new ConfigurationFault("A:B", "c", "command line", "must be d")])));
        Assert.Equal(ExitCode.Failed, await FailAsync(new PortsTakenException(["port 5051 is taken"])));
        Assert.Equal(ExitCode.Failed, await FailAsync(new StartupFailedException("Kafka is not there")));
        Assert.Equal(ExitCode.Failed, await FailAsync(new InvalidOperationException("a bug")));

        string[] expected = ["A:B = \"c\"", "port 5051 is taken", "Kafka is not there", "a bug"];
        Assert.All(expected, part => Assert.Contains(part, _error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Split_Settings_AreTakenOut()
    {
        var split = SettingArguments.Split(["run", "--Kafka:GroupId=a=b", "--duration=00:01:00", "--Kafka:Properties:sasl.mechanism=PLAIN", "--create-topics"]);

        Assert.Equal(["--Kafka:GroupId=a=b", "--Kafka:Properties:sasl.mechanism=PLAIN"], split.Settings);
        Assert.Equal(["run", "--duration=00:01:00", "--create-topics"], split.Rest);
    }

    private Task<int> RunAsync(params string[] args) => CommandRunner.RunAsync(
        args,
        new CommandActions(
            (demo, common) => Note(_demo = demo, common),
            (run, common) => Note(_run = run, common),
            (checkpoint, common) => Note(_checkpoint = checkpoint, common),
            (archive, common) => Note(_archive = archive, common),
            (deadLetters, common) => Note(_deadLetters = deadLetters, common),
            (reconcile, common) => Note(_reconcile = reconcile, common),
            new CheckActions((doctor, common) => Note(_doctor = doctor, common), (config, common) => Note(_config = config, common), (completion, common) => Note(_completion = completion, common)),
            (operation, common) => Note(_operator = operation, common)),
        _error);

    private Task<int> Note<T>(T arguments, CommonArguments common)
    {
        _common = common;
        return Task.FromResult(ExitCode.Done);
    }

    private Task<int> FailAsync(Exception exception) =>
        CommandRunner.RunAsync(["run"], new CommandActions(Nothing, (_, _) => Task.FromException<int>(exception), Nothing, Nothing, Nothing, Nothing, new CheckActions(Nothing, Nothing, Nothing), Nothing), _error);

    private static Task<int> Nothing<T>(T arguments, CommonArguments common) => Task.FromResult(0);
}
