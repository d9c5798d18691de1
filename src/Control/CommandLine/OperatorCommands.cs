using System.CommandLine;
using System.CommandLine.Parsing;
using GridFlow.V1;

namespace GridFlow.Control.CommandLine;

/// <summary>The commands that ask a running instance over gRPC.</summary>
internal sealed class OperatorCommands(Func<OperatorArguments, CommonArguments, Task<int>> action, Option<string?> config)
{
    private const string OneObject = "One JSON object on stdout.";
    private const string ObjectPerLine = "One JSON object a line on stdout.";
    private const int DefaultRecords = 100;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    // They return when every instance of the group has followed.
    private static readonly TimeSpan SteerTimeout = TimeSpan.FromSeconds(30);

    // An instance that has not reached its Kafka yet answers with its first heartbeat.
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(30);

    private static readonly Severity[] Severities = [Severity.Info, Severity.Warning, Severity.Error, Severity.Critical];

    /// <summary>Those that stand at the root.</summary>
    public IEnumerable<Command> Build() => [Status(), Watch(), Anomalies(), Pause(), Resume(), ThresholdCommands.Build(Make), Audit()];

    /// <summary>The one below <c>gridflow checkpoint</c>.</summary>
    public Command CheckpointNow()
    {
        var reason = Reason();
        return Make(
            "now", "Asks the running gridflow for a snapshot of every partition now; returns when all are durable.", SteerTimeout, OneObject,
            (parsed, connection) => new CheckpointNowArguments(connection, parsed.GetValue(reason) ?? ""), [reason]);
    }

    /// <summary>The option <c>--reason</c>.</summary>
    public static Option<string?> Reason() => new("--reason") { Description = "Why, for the audit line.", HelpName = "TEXT" };

    private Command Status() => Make(
        "status", "One screen: state, partitions, lag, latency, queues, snapshots, sinks, pauses. Exit code 0 when RUNNING or PAUSED, else 1.", ReadTimeout, OneObject,
        (_, connection) => new StatusArguments(connection), []);

    private Command Watch()
    {
        var interval = new Option<TimeSpan?>("--interval")
        {
            Description = "Time between two sets of figures, 100ms to 60s. [default: 1s]",
            HelpName = "TIME",
            CustomParser = result => ConnectionOptions.Duration(result, "--interval", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60)),
        };
        var severity = WordOptions.One("--min-severity", "Only anomalies of this severity and above.", "SEVERITY", Severity.Warning, Severities);
        return Make(
            "watch", "Live: rates, latency, lag, queues and the last anomalies, until Ctrl-C; plain lines when stdout is no terminal.", StreamTimeout, ObjectPerLine,
            (parsed, connection) => new WatchArguments(connection, parsed.GetValue(interval) ?? TimeSpan.FromSeconds(1), parsed.GetValue(severity)), [interval, severity]);
    }

    private Command Anomalies()
    {
        var follow = new Option<bool>("--follow") { Description = "Go on with what comes, until Ctrl-C; over lost connections too." };
        var since = TimeOptions.Of("--since", "What was detected then or later. [default: 1h; with --follow: only what comes]");
        var severity = WordOptions.One("--min-severity", "Only this severity and above.", "SEVERITY", Severity.Warning, Severities);
        var types = WordOptions.Many("--type", "Only this type; may be given several times.", "TYPE", [.. Enum.GetValues<AnomalyType>().Where(type => type != AnomalyType.Unspecified)]);
        var meters = Texts("--meter", "Only this meter, or a beginning and *: M-04*; may be given several times.", "ID");
        var feeders = Texts("--feeder", "Only this feeder; may be given several times.", "ID");
        var limit = NumberOptions.Of("--limit", "End after so many; 0 without a limit.", 0, 0, int.MaxValue);
        var token = new Option<string?>("--resume-token") { Description = "Go on behind this token, as a line of --json or an earlier run gave it.", HelpName = "TOKEN" };
        var command = Make(
            "anomalies", "Anomalies of all instances: what there is since --since, or with --follow what comes.", StreamTimeout, ObjectPerLine,
            (parsed, connection) => new AnomaliesArguments(connection)
            {
                Follow = parsed.GetValue(follow),
                Since = parsed.GetValue(since),
                MinSeverity = parsed.GetValue(severity),
                Types = parsed.GetValue(types) ?? [],
                Meters = parsed.GetValue(meters) ?? [],
                Feeders = parsed.GetValue(feeders) ?? [],
                Limit = parsed.GetValue(limit) is > 0 and var most ? most : null,
                ResumeToken = parsed.GetValue(token),
            },
            [follow, since, severity, types, meters, feeders, limit, token]);
        command.Validators.Add(result => RefuseBoth(result, since, token));
        return command;
    }

    private Command Pause() => PauseOrResume(
        "pause",
        "Stops scoring on all instances and keeps the group membership; returns when nothing is in flight. Readings wait in Kafka. gridflow resume ends it.",
        pause: true);

    private Command Resume() => PauseOrResume("resume", "Ends pauses; readings that came meanwhile are scored now. Without options: whatever is paused.", pause: false);

    private Command PauseOrResume(string name, string description, bool pause)
    {
        var partitions = new Option<int[]>("--partition")
        {
            Description = "Only this partition; may be given several times.",
            HelpName = "N",
            DefaultValueFactory = _ => [],
            CustomParser = result => [.. result.Tokens.Select(token => CheckpointCommands.Partition(result, token.Value)).OfType<int>()],
        };
        var feeders = Texts("--feeder", pause ? "Only this feeder: its anomalies are counted and not said; may be given several times." : "Only this feeder; may be given several times.", "ID");
        var reason = Reason();
        var command = Make(
            name, description, SteerTimeout, OneObject,
            (parsed, connection) => new PauseArguments(connection, pause, parsed.GetValue(partitions) ?? [], parsed.GetValue(feeders) ?? [], parsed.GetValue(reason) ?? ""),
            [partitions, feeders, reason]);
        command.Validators.Add(result => RefuseBoth(result, partitions, feeders));
        return command;
    }

    private Command Audit()
    {
        var limit = NumberOptions.Of("--limit", "Most records to show.", DefaultRecords, 1, 10_000);
        return Make("audit", "Who steered what, when and why: control calls of all instances, newest first.", ReadTimeout, OneObject,
            (parsed, connection) => new AuditArguments(connection, parsed.GetValue(limit)), [limit]);
    }

    private Command Make(
        string name, string description, TimeSpan timeout, string json, Func<ParseResult, ConnectionArguments, OperatorArguments> read, IReadOnlyList<Symbol> own)
    {
        var connection = new ConnectionOptions(timeout, json);
        var command = new Command(name, description);
        foreach (var argument in own.OfType<Argument>())
        {
            command.Add(argument);
        }

        foreach (var option in own.OfType<Option>().Concat(connection.Options).Append(config))
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => action(read(parsed, connection.Read(parsed)), new CommonArguments(parsed.GetValue(config), [])));
        return command;
    }

    private static Option<string[]> Texts(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"'' is no id ({name}).");
            }

            return [.. result.Tokens.Select(token => token.Value)];
        },
    };

    private static void RefuseBoth(CommandResult result, Option one, Option other)
    {
        if (result.GetResult(one) is { Implicit: false } && result.GetResult(other) is { Implicit: false })
        {
            result.AddError($"Give {one.Name} or {other.Name}, not both.");
        }
    }
}
