using System.CommandLine;
using System.CommandLine.Parsing;
using GridFlow.Control.Configuration;
using GridFlow.Load.Scenarios;
using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;

namespace GridFlow.Load.Commands;

/// <summary><c>run</c>.</summary>
internal static class RunCommand
{
    /// <param name="arguments">The whole command line, for the report.</param>
    /// <param name="settings">Settings for the program under test.</param>
    public static Command Build(IReadOnlyList<string> arguments, IReadOnlyList<string> settings)
    {
        var names = new Argument<string[]>("SCENARIO") { Description = "One or more of those that list shows; they run one after the other.", Arity = ArgumentArity.OneOrMore };
        names.AcceptOnlyFromAmong([.. ScenarioCatalog.Names]);
        var duration = new Option<TimeSpan?>("--duration") { Description = "Length of the load, for example 30s or 1h; by default the scenario decides.", HelpName = "TIME", CustomParser = Duration };
        var rate = new Option<double?>("--rate") { Description = "Readings per second; by default the scenario decides.", Validators = { result => AtLeast(result, 1) } };
        var meters = new Option<int?>("--meters") { Description = "Meters of the grid; by default the scenario decides.", Validators = { result => AtLeast(result, 1) } };
        var seed = new Option<long>("--seed") { Description = "Seed of the simulated grid.", DefaultValueFactory = _ => 1 };
        var objective = new Option<double>("--objective-ms") { Description = "Longest p99 from a reading's intended time to its anomaly at a reader, ms.", DefaultValueFactory = _ => 100, Validators = { result => AtLeast(result, 1) } };
        var kafka = new Option<string?>("--kafka-bootstrap-servers") { Description = "A Kafka to run on, host:port; by default the embedded broker." };
        var registry = new Option<string?>("--schema-registry-url") { Description = "Its schema registry; by default one in this process." };
        var gate = new Option<SinkGateAddress?>("--sink-gate")
        {
            Description = "For scenarios that stop the result sink on a given Kafka: listen here and lead to there. The broker has a listener there that advertises the address here.",
            HelpName = "ADDRESS:PORT=HOST:PORT",
            CustomParser = Gate,
        };
        var program = new Option<string?>("--gridflow") { Description = "Another build of gridflow to put under load.", HelpName = "PATH" };
        var keep = new Option<bool>("--keep-topics") { Description = "Leave the run's topics on a given Kafka." };
        var report = new Option<string?>("--report") { Description = "Folder for report.html, report.json, report.txt and samples.csv.", HelpName = "DIR" };
        var command = new Command("run", "Put a pipeline under load and judge it; --Section:Key=value is passed on to it.")
        {
            names, duration, rate, meters, seed, objective, kafka, registry, gate, program, keep, report, SharedOptions.Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(kafka) is null || result.GetResult(gate) is not null)
            {
                return;
            }

            foreach (var scenario in ScenarioCatalog.Of(new RunOptions()).Where(scenario => scenario.StopsResults && (result.GetValue(names) ?? []).Contains(scenario.Name)))
            {
                result.AddError($"{scenario.Name} stops the result sink; with --kafka-bootstrap-servers that takes --sink-gate (docs/load.md).");
            }
        });
        command.SetAction((parsed, _) =>
        {
            var options = new RunOptions
            {
                Duration = parsed.GetValue(duration),
                Rate = parsed.GetValue(rate),
                Meters = parsed.GetValue(meters),
                Seed = parsed.GetValue(seed),
                ObjectiveMs = parsed.GetValue(objective),
                BootstrapServers = parsed.GetValue(kafka),
                RegistryUrl = parsed.GetValue(registry),
                SinkGate = parsed.GetValue(gate),
                Program = parsed.GetValue(program),
                KeepTopics = parsed.GetValue(keep),
                Settings = settings,
            };
            return new LoadSession(options, arguments, parsed.GetValue(report), parsed.GetValue(SharedOptions.Json), TimeProvider.System).RunAsync(parsed.GetValue(names)!);
        });
        return command;
    }

    private static TimeSpan? Duration(ArgumentResult result)
    {
        if (DurationText.TryParse(result.Tokens[0].Value, out var duration) && duration >= TimeSpan.FromSeconds(1))
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not {DurationText.Allowed}, of a second or more (--duration).");
        return null;
    }

    private static SinkGateAddress? Gate(ArgumentResult result)
    {
        var gate = SinkGateAddress.Parse(result.Tokens[0].Value);
        if (gate is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is not ADDRESS:PORT=HOST:PORT, for example 127.0.0.1:19092=127.0.0.1:29092 (--sink-gate).");
        }

        return gate;
    }

    private static void AtLeast(OptionResult result, double least)
    {
        if (result.Tokens.Count > 0 && double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && !(double.IsFinite(value) && value >= least))
        {
            result.AddError($"{result.Option.Name} is {value}; it must be at least {least}.");
        }
    }
}
