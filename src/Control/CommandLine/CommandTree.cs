using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.CommandLine;

/// <summary>The commands and their options; what they do is given from outside.</summary>
internal sealed class CommandTree
{
    private readonly Option<string?> _config = new("--config") { Description = "One more settings file, read after appsettings.json.", HelpName = "FILE" };
    private readonly Option<int?> _grpcPort = new("--grpc-port") { Description = "Port of the gRPC service; 0 takes any free one. [default: 5051]", HelpName = "N" };
    private readonly Option<int?> _httpPort = new("--http-port") { Description = "Port of HTTP: /healthz, /readyz, /v1, /docs, /openapi. [default: 5080]", HelpName = "N" };
    private readonly Option<int?> _metricsPort = new("--metrics-port") { Description = "Port of Prometheus' /metrics. [default: 9464]", HelpName = "N" };

    public CommandTree(CommandActions actions)
    {
        var operators = new OperatorCommands(actions.Operator, _config);
        var checkpoint = CheckpointCommands.Build(actions.Checkpoint, _config);
        checkpoint.Add(operators.CheckpointNow());
        Root = new RootCommand(
            """
            GridFlow finds anomalies in smart-meter readings as they come.

            Every setting can be given as --Section:Key=value, as GRIDFLOW_Section__Key=value in the environment, or in appsettings.json;
            the command line wins. Sections: Kafka, SchemaRegistry, Detection, DeadLetters, Checkpoints, Archive, InfluxDb, Pipeline, Control, Telemetry.
            Exit codes: 0 done, 1 failed, 2 bad arguments, 78 invalid configuration, 130 interrupted.
            """)
        {
            Demo(actions.Demo),
            Run(actions.Run),
            checkpoint,
            ArchiveCommands.Build(actions.Archive, _config),
            DeadLetterCommands.Build(actions.DeadLetters, _config),
            ReconcileCommands.Build(actions.Reconcile, _config),
        };
        foreach (var command in CheckCommands.Build(actions.Checks, _config).Concat(operators.Build()))
        {
            Root.Add(command);
        }
    }

    public RootCommand Root { get; }

    private Command Demo(Func<DemoArguments, CommonArguments, Task<int>> action)
    {
        var duration = new Option<TimeSpan?>("--duration") { Description = "How long to run, for example 30s, 5m, 1h or 00:10:00. [default: until Ctrl-C]", HelpName = "TIME", CustomParser = Duration };
        var eventRate = NumberOptions.Of("--event-rate", "Readings per second.", 1000, 1, 200_000);
        var meters = NumberOptions.Of("--meters", "Simulated meters.", 1000, 1, 1_000_000);
        var anomalyRate = new Option<double?>("--anomaly-rate") { Description = "Share of readings at which an injected anomaly begins, 0 to 1. [default: 0.0003]", HelpName = "SHARE", CustomParser = Share };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same meters and anomalies.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout at the end, progress on stderr." };
        var noConsole = new Option<bool>("--no-console") { Description = "Plain lines instead of the live view." };
        var dataDir = new Option<string?>("--data-dir") { Description = "Folder for labels.jsonl, the list of injected anomalies. Nothing is written without it.", HelpName = "DIR" };
        var command = new Command("demo", "Everything in one process, no other server needed: an embedded broker and registry, simulated meters, the pipeline, a live view.")
        {
            duration, eventRate, meters, anomalyRate, seed, json, noConsole, dataDir, _config, _grpcPort, _httpPort, _metricsPort,
        };
        command.SetAction((parsed, _) => action(
            new DemoArguments(
                parsed.GetValue(duration), parsed.GetValue(eventRate), parsed.GetValue(meters), parsed.GetValue(anomalyRate),
                parsed.GetValue(seed), parsed.GetValue(json), parsed.GetValue(noConsole), parsed.GetValue(dataDir)),
            Common(parsed)));
        return command;
    }

    private Command Run(Func<RunArguments, CommonArguments, Task<int>> action)
    {
        var createTopics = new Option<bool>("--create-topics") { Description = "Make topics that are missing (Kafka:Partitions, Kafka:ReplicationFactor)." };
        var json = new Option<bool>("--json") { Description = "One JSON object per log line." };
        var command = new Command("run", "The pipeline and its control plane against your Kafka and schema registry (Kafka:BootstrapServers, SchemaRegistry:Url).")
        {
            createTopics, json, _config, _grpcPort, _httpPort, _metricsPort,
        };
        command.SetAction((parsed, _) => action(new RunArguments(parsed.GetValue(createTopics), parsed.GetValue(json)), Common(parsed)));
        return command;
    }

    // The short options are settings with another name, so both kinds are checked in one place.
    private CommonArguments Common(ParseResult parsed)
    {
        var settings = new List<string>();
        foreach (var (option, key) in new[] { (_grpcPort, "Control:GrpcPort"), (_httpPort, "Control:HttpPort"), (_metricsPort, "Telemetry:MetricsPort") })
        {
            if (parsed.GetValue(option) is { } port)
            {
                settings.Add($"--{key}={port}");
            }
        }

        return new CommonArguments(parsed.GetValue(_config), settings);
    }

    private static double? Share(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1))
        {
            result.AddError($"'{text}' is not a number from 0 to 1 (--anomaly-rate).");
        }

        return share;
    }

    private static TimeSpan? Duration(ArgumentResult result)
    {
        if (DurationText.TryParse(result.Tokens[0].Value, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not {DurationText.Allowed} (--duration).");
        return null;
    }
}
