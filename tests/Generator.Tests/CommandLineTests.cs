using CsCheck;
using GridFlow.Readings;
using GridFlow.Simulation;
using Xunit;

namespace GridFlow.Generator;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private GeneratorSettings? _settings;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task InvokeAsync_NoArguments_RunsWithDefaults()
    {
        Assert.Equal(0, await Invoke());
        Assert.Equal((1_000, 1_000.0, 1L), (_settings!.Simulation.Meters, _settings.Simulation.EventRate, _settings.Simulation.Seed));
        Assert.Equal(("localhost:9092", "sensor-readings", "http://localhost:8081"), (_settings.Kafka.BootstrapServers, _settings.Kafka.ReadingsTopic, _settings.Registry.Url));
        Assert.Equal((null, null, TimeSpan.FromSeconds(60), null), (_settings.Duration, _settings.StartMs, _settings.GiveUpAfter, _settings.HealthPath));
        Assert.Equal(8, _settings.Simulation.Kinds.Count);
    }

    [Fact]
    public async Task InvokeAsync_EveryOption_IsRead()
    {
        Assert.Equal(0, await Invoke(
            "--event-rate", "500.5", "--meters", "50", "--anomaly-rate", "0.01", "--seed", "-9", "--duration", "00:05:00", "--start", "2026-01-01T00:00:00Z", "--quiet", "30s",
            "--kinds", "spike,LEVEL_SHIFT", "--labels", "l.jsonl", "--kafka-bootstrap-servers", "a:1,b:2", "--topic", "t", "--schema-registry-url", "http://u:p%40@r:3/x",
            "--schema-id-layout", "apicurio", "--kafka-property", "a=b=c", "--kafka-property", "message.timeout.ms=7", "--give-up-after", "5s", "--health-file", "h.json", "--json", "--no-console"));
        var settings = _settings!;
        Assert.Equal((500.5, 50, 0.01, -9L), (settings.Simulation.EventRate, settings.Simulation.Meters, settings.Simulation.AnomalyRate, settings.Simulation.Seed));
        Assert.Equal([AnomalyKind.Spike, AnomalyKind.LevelShift], settings.Simulation.Kinds);
        Assert.Equal((TimeSpan.FromMinutes(5), 1_767_225_600_000, TimeSpan.FromSeconds(30)), (settings.Duration, settings.StartMs, settings.Quiet));
        Assert.Equal(("l.jsonl", "a:1,b:2", "t", SchemaIdLayout.Apicurio), (settings.LabelsPath, settings.Kafka.BootstrapServers, settings.Kafka.ReadingsTopic, settings.Registry.IdLayout));
        Assert.Equal(("http://r:3/x", "u", "p@"), (settings.Registry.Url, settings.Registry.Username, settings.Registry.Password));
        Assert.Equal(("b=c", "7"), (settings.Kafka.Properties["a"], settings.Kafka.Properties["message.timeout.ms"]));
        Assert.Equal("h.json", settings.HealthPath);
        Assert.True(settings.Json && settings.Plain);
    }

    [Theory]
    [InlineData("--meters", "--meterz", "5")]
    [InlineData("--meters: 'many' is not a whole number", "--meters", "many")]
    [InlineData("meters is 0; allowed are 1 to", "--meters", "0")]
    [InlineData("at most 1,000 readings/s a meter", "--meters", "1", "--event-rate", "2000")]
    [InlineData("anomaly rate is 2;", "--anomaly-rate", "2")]
    [InlineData("--duration: 'soon' is not a duration", "--duration", "soon")]
    [InlineData("--start: 'today' is not a time", "--start", "today")]
    [InlineData("--kinds: 'flood' is not a kind of anomaly (spike, sag,", "--kinds", "spike,flood")]
    [InlineData("--speed means nothing without --replay", "--speed", "2")]
    [InlineData("--seed means nothing with --replay", "--replay", "none.csv", "--seed", "2")]
    [InlineData("there is no file none.csv", "--replay", "none.csv")]
    [InlineData("--kafka-property: 'x' is not key=value", "--kafka-property", "x")]
    [InlineData("--health-file: there is no folder for '/no/such/place'", "--health-file", "/no/such/place")]
    [InlineData("--health-file: there is no folder for ''", "--health-file", "")]
    [InlineData("Option '--file' is required", "health")]
    [InlineData("--within: 'lately' is not a duration", "health", "--file", "f", "--within", "lately")]
    [InlineData("--schema-registry-url is not an http or https address", "--schema-registry-url", "nowhere")]
    public async Task InvokeAsync_BadArguments_ExitsWith2AndSaysWhy(string message, params string[] args)
    {
        Assert.Equal(ExitCodes.BadArguments, await Invoke(args));
        Assert.Null(_settings);
        Assert.Contains(message, $"{_error}{_output}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_RunFails_ExitCodeIsPassedOn() =>
        Assert.Equal(1, await CommandLine.InvokeAsync([], _output, _error, TimeProvider.System, (_, _) => Task.FromResult(1), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5_400)]
    [InlineData("2d", 172_800)]
    [InlineData("01:02:03", 3_723)]
    public void TryDuration_Spellings_AreRead(string text, double seconds)
    {
        Assert.True(OptionText.TryDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Fact]
    public void TryDuration_AnyText_NeverThrowsNorGivesNothing() =>
        Gen.String[Gen.Char["0123456789.:-hms dE"], 0, 8].Sample(text => !OptionText.TryDuration(text, out var duration) || duration > TimeSpan.Zero);

    [Theory]
    [InlineData("max", double.PositiveInfinity)]
    [InlineData("60", 60)]
    [InlineData("0.5x", 0.5)]
    public void TrySpeed_Spellings_AreRead(string text, double expected)
    {
        Assert.True(OptionText.TrySpeed(text, out var speed));
        Assert.Equal(expected, speed);
        Assert.False(OptionText.TrySpeed("0", out _));
    }

    private Task<int> Invoke(params string[] args) => CommandLine.InvokeAsync(
        args,
        _output,
        _error,
        TimeProvider.System,
        (settings, _) =>
        {
            _settings = settings;
            return Task.FromResult(0);
        },
        TestContext.Current.CancellationToken);
}
