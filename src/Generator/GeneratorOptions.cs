using System.CommandLine;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Simulation;
using GridFlow.Sources;

namespace GridFlow.Generator;

/// <summary>The options of the command line.</summary>
internal sealed class GeneratorOptions
{
    private static readonly SimulationOptions Defaults = new();
    private static readonly KafkaOptions KafkaDefaults = new();
    private static readonly SchemaRegistryOptions RegistryDefaults = new();

    private readonly Option<double?> _eventRate = new("--event-rate") { Description = "Readings per second of all meters together. With --replay: pace of the replay.", HelpName = "N", DefaultValueFactory = _ => Defaults.EventRate, CustomParser = result => OptionValue.Single<double>(result, OptionText.TryNumber, OptionText.NumberExpected) };
    private readonly Option<int?> _meters = new("--meters") { Description = "Number of meters.", HelpName = "N", DefaultValueFactory = _ => Defaults.Meters, CustomParser = result => OptionValue.Single<int>(result, int.TryParse, OptionText.WholeNumberExpected) };
    private readonly Option<double?> _anomalyRate = new("--anomaly-rate") { Description = "Expected share of readings at which an injected anomaly begins, 0 to 1; 0.0003 of 1,000 readings/s is one every 3.3 s. A meter is left alone for 5 minutes after each.", HelpName = "SHARE", DefaultValueFactory = _ => Defaults.AnomalyRate, CustomParser = result => OptionValue.Single<double>(result, OptionText.TryNumber, OptionText.NumberExpected) };
    private readonly Option<AnomalyKind[]> _kinds = new("--kinds") { Description = $"Kinds to inject, separated by commas: {string.Join(", ", OptionText.KindNames)}. Default: all.", HelpName = "KIND,...", CustomParser = result => OptionValue.Each<AnomalyKind>(result, OptionText.TryKind, OptionText.KindExpected, separator: ',') };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed: the same seed, --start and options give the same bytes.", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed, CustomParser = result => OptionValue.Single<long>(result, long.TryParse, OptionText.WholeNumberExpected) };
    private readonly Option<long?> _start = new("--start") { Description = "Event time of the first reading, ISO 8601 or ms since 1970; UTC unless it says otherwise. Default: now; with --replay: as recorded.", HelpName = "TIME", CustomParser = result => OptionValue.Single<long>(result, EventTimeText.TryParse, EventTimeText.Expected) };
    private readonly Option<TimeSpan?> _quiet = new("--quiet") { Description = "No anomaly begins in this first stretch of event time. Default: none.", HelpName = "DURATION", CustomParser = result => OptionValue.Single<TimeSpan>(result, OptionText.TryDuration, OptionText.DurationExpected) };
    private readonly Option<TimeSpan?> _duration = new("--duration") { Description = "How long: 30s, 5m, 1h or hh:mm:ss. Default: until Ctrl-C (or the file's end).", HelpName = "DURATION", CustomParser = result => OptionValue.Single<TimeSpan>(result, OptionText.TryDuration, OptionText.DurationExpected) };
    private readonly Option<string?> _replay = new("--replay") { Description = $"Replay a CSV file instead of simulating. {CsvReplay.AcceptedColumns}; other columns are ignored. Times: ISO 8601, 'yyyy-MM-dd HH:mm:ss' (UTC) or ms since 1970.", HelpName = "FILE.csv" };
    private readonly Option<double?> _speed = new("--speed") { Description = "Pace of a replay: 1 is real time, max (default) as fast as Kafka takes it.", HelpName = "FACTOR", CustomParser = result => OptionValue.Single<double>(result, OptionText.TrySpeed, OptionText.SpeedExpected) };
    private readonly Option<string?> _labels = new("--labels") { Description = "Write what was injected: one JSON line per anomaly.", HelpName = "FILE" };
    private readonly Option<string> _bootstrap = new("--kafka-bootstrap-servers") { Description = "Kafka brokers.", HelpName = "HOST:PORT,...", DefaultValueFactory = _ => KafkaDefaults.BootstrapServers };
    private readonly Option<KeyValuePair<string, string>[]> _properties = new("--kafka-property") { Description = "A property of the Kafka client (librdkafka's names), for example security.protocol=ssl. Repeatable.", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, CustomParser = result => OptionValue.Each<KeyValuePair<string, string>>(result, OptionText.TryProperty, OptionText.PropertyExpected) };
    private readonly Option<string> _topic = new("--topic") { Description = "Topic for readings; their schema is registered as TOPIC-value.", HelpName = "TOPIC", DefaultValueFactory = _ => KafkaDefaults.ReadingsTopic };
    private readonly Option<string> _registry = new("--schema-registry-url") { Description = "Schema registry with Confluent's API. User and password, when it wants them: http://user:password@host.", HelpName = "URL", DefaultValueFactory = _ => RegistryDefaults.Url };
    private readonly Option<SchemaIdLayout> _layout = new("--schema-id-layout") { Description = "How schema ids are written: confluent (4 bytes) or apicurio (8 bytes).", HelpName = "LAYOUT", DefaultValueFactory = _ => SchemaIdLayout.Confluent };
    private readonly Option<TimeSpan?> _giveUp = new("--give-up-after") { Description = "How long to look for Kafka and the registry, and to try to deliver a reading. Default: 60s.", HelpName = "DURATION", CustomParser = result => OptionValue.Single<TimeSpan>(result, OptionText.TryDuration, OptionText.DurationExpected) };
    private readonly Option<string?> _health = new("--health-file") { Description = "Write when readings were last acknowledged, and how many, at most once a second; 'gridflow-generator health' reads it.", HelpName = "FILE" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end, on stdout; everything else goes to stderr." };
    private readonly Option<bool> _plain = new("--no-console") { Description = "Plain lines instead of the live view. Always so when stdout is no terminal." };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _eventRate, _meters, _anomalyRate, _kinds, _seed, _start, _quiet, _duration, _replay, _speed, _labels,
            _bootstrap, _topic, _registry, _layout, _properties, _giveUp, _health, _json, _plain,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Everything that is wrong with options that parse; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults(ParseResult result, GeneratorSettings settings)
    {
        var replay = settings.ReplayPath is not null;
        var faults = new List<string>();
        Option[] unused = replay ? [_meters, _anomalyRate, _kinds, _seed, _quiet, _labels] : [_speed];
        faults.AddRange(unused.Where(option => IsGiven(result, option)).Select(option => $"{option.Name} means nothing {(replay ? "with" : "without")} --replay"));
        if (replay && IsGiven(result, _eventRate) && IsGiven(result, _speed))
        {
            faults.Add("--event-rate and --speed are two paces; give one");
        }

        if (replay && settings.ReplayRate is <= 0 or double.NaN)
        {
            faults.Add("--event-rate must be above 0");
        }

        if (settings.ReplayPath is { } path && !File.Exists(path))
        {
            faults.Add($"--replay: there is no file {path}");
        }

        if (!Uri.TryCreate(result.GetValue(_registry), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            faults.Add("--schema-registry-url is not an http or https address");
        }

        if (settings.HealthPath is { } health && (health.Length == 0 || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(health)))))
        {
            faults.Add($"--health-file: there is no folder for '{health}'");
        }

        faults.AddRange(replay ? [] : settings.Simulation.Faults());
        return faults;
    }

    public GeneratorSettings Read(ParseResult result)
    {
        var replay = result.GetValue(_replay);
        var giveUpAfter = result.GetValue(_giveUp) ?? TimeSpan.FromSeconds(60);
        return new GeneratorSettings
        {
            Simulation = new SimulationOptions
            {
                Meters = result.GetValue(_meters) ?? Defaults.Meters,
                EventRate = result.GetValue(_eventRate) ?? Defaults.EventRate,
                Seed = result.GetValue(_seed) ?? Defaults.Seed,
                AnomalyRate = result.GetValue(_anomalyRate) ?? Defaults.AnomalyRate,
                Kinds = result.GetValue(_kinds) is { Length: > 0 } kinds ? kinds : Defaults.Kinds,
            },
            Quiet = result.GetValue(_quiet) ?? TimeSpan.Zero,
            StartMs = result.GetValue(_start),
            Duration = result.GetValue(_duration),
            ReplayPath = replay,
            ReplayRate = IsGiven(result, _eventRate) ? result.GetValue(_eventRate) : null,
            ReplaySpeed = result.GetValue(_speed) ?? double.PositiveInfinity,
            LabelsPath = result.GetValue(_labels),
            Kafka = ReadKafka(result, giveUpAfter),
            Registry = ReadRegistry(result),
            GiveUpAfter = giveUpAfter,
            HealthPath = result.GetValue(_health),
            Json = result.GetValue(_json),
            Plain = result.GetValue(_plain),
        };
    }

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private KafkaOptions ReadKafka(ParseResult result, TimeSpan giveUpAfter)
    {
        var kafka = new KafkaOptions { BootstrapServers = result.GetValue(_bootstrap)!, ReadingsTopic = result.GetValue(_topic)! };
        kafka.Properties["client.id"] = "gridflow-generator";
        kafka.Properties["message.timeout.ms"] = ((int)Math.Min(int.MaxValue, Math.Ceiling(giveUpAfter.TotalMilliseconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (key, value) in result.GetValue(_properties) ?? [])
        {
            kafka.Properties[key] = value;
        }

        return kafka;
    }

    private SchemaRegistryOptions ReadRegistry(ParseResult result)
    {
        var options = new SchemaRegistryOptions { Url = result.GetValue(_registry)!, IdLayout = result.GetValue(_layout) };
        if (Uri.TryCreate(options.Url, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
        {
            // Taken out of the address, so that no message ever shows it.
            var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
            options.Username = Uri.UnescapeDataString(colon < 0 ? url.UserInfo : url.UserInfo[..colon]);
            options.Password = colon < 0 ? "" : Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]);
            options.Url = new UriBuilder(url) { UserName = "", Password = "" }.Uri.ToString();
        }

        return options;
    }
}
