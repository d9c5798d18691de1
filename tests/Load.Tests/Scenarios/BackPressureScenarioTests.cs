using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Support;
using GridFlow.Sources;
using Xunit;

namespace GridFlow.Load.Scenarios;

/// <summary>The thresholds can break: each on a run in which exactly that went wrong.</summary>
public sealed class BackPressureScenarioTests
{
    private static readonly RunOptions Options = new() { Duration = TimeSpan.FromSeconds(30), BootstrapServers = "localhost:1" };

    // 5 s before, 30 s without the sink, 5 s after; everything is full 10 s after the stop.
    private static readonly Sample[] Good = [.. Enumerable.Range(0, 80).Select(half => new Sample
    {
        AtS = half / 2.0,
        QueueFill = half is > 12 and < 70 ? 1 : 0.1,
        MemoryMb = 300 + (half % 3),
        PartitionsOwned = 4,
        Consumed = half is > 20 and <= 70 ? 400_000 : 20_000 * half,
        Backlog = half is > 12 and < 72 ? 10_000 * half : 100,
    })];

    [Fact]
    public void Thresholds_QueuesFullAndFlat_Hold() => Assert.Empty(Broken(Good));

    [Theory]
    [InlineData("memory")]
    [InlineData("fill")]
    [InlineData("never full")]
    [InlineData("reads on")]
    [InlineData("membership")]
    public void Thresholds_OneThingGoesWrong_ThatOneBreaks(string what)
    {
        Sample Spoil(Sample sample, int index) => what switch
        {
            "memory" => sample with { MemoryMb = sample.MemoryMb + index },
            "fill" => sample with { QueueFill = sample.QueueFill * 1.25 },
            "never full" => sample with { QueueFill = 0.5 },
            "reads on" => sample with { Consumed = sample.Consumed + (index * 1_000) },
            _ => index == 50 ? sample with { PartitionsOwned = 3 } : sample,
        };
        var expected = what switch
        {
            "memory" => "memory between",
            "fill" => "fill of the fullest queue",
            "never full" => "fill of the fullest queue while",
            "reads on" => "readings taken",
            _ => "partitions owned",
        };
        Assert.StartsWith(expected, Assert.Single(Broken([.. Good.Select(Spoil)])), StringComparison.Ordinal);
    }

    private static List<string> Broken(Sample[] samples)
    {
        var measured = Sampled.Measured(samples) with { Counts = new Counts { Anomalies = 1, AnomalyRecords = 1, Delivered = 1 } };
        return [.. new BackPressureScenario(Options).Thresholds(new NoPlace()).Select(threshold => threshold.Judge(measured)).Where(result => !result.Held).Select(result => result.Name)];
    }

    private sealed class NoPlace : IBrokerPlace
    {
        public string Description => "";

        public KafkaOptions Kafka { get; } = new();

        public string PipelineBootstrap => "";

        public string RegistryUrl => "";

        public IReadOnlyList<string> PipelineArguments => [];

        public bool IsExactlyOnce => true;

        public long MostBacklog => 0;

        public string HowResultsStop => "";

        public Task SetResultsAsync(bool available) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
