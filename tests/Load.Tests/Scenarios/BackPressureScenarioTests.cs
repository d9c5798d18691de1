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
    [InlineData("members")]
    [InlineData("not asked")]
    public void Thresholds_OneThingGoesWrong_ThatOneBreaks(string what)
    {
        Sample Spoil(Sample sample, int index) => what switch
        {
            "memory" => sample with { MemoryMb = sample.MemoryMb + index },
            "fill" => sample with { QueueFill = sample.QueueFill * 1.25 },
            "never full" => sample with { QueueFill = 0.5 },
            "reads on" => sample with { Consumed = sample.Consumed + (index * 1_000) },
            "members" or "not asked" => sample,
            _ => index == 50 ? sample with { PartitionsOwned = 3 } : sample,
        };
        var expected = what switch
        {
            "memory" => "memory between",
            "fill" => "fill of the fullest queue",
            "never full" => "fill of the fullest queue while",
            "reads on" => "readings taken",
            "members" => "of them with other members",
            "not asked" => "looks at the group",
            _ => "partitions owned",
        };
        Assert.StartsWith(expected, Assert.Single(Broken([.. Good.Select(Spoil)], looks: what == "not asked" ? 0 : 20, changed: what == "members" ? 1 : 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Thresholds_LongStop_LeaveFiveMinutesWhenAllIsFull()
    {
        var scenario = new BackPressureScenario(new RunOptions { BootstrapServers = "localhost:1" });
        Assert.Equal(TimeSpan.FromSeconds(330), scenario.Duration);
        // A minute in front of the stop. Memory that grows until 30 s after the stop is what fills; half of the growth behind that is too much.
        Sample At(int second) => new() { AtS = second, MemoryMb = second <= 89 ? 100 + (second * 4) : 456, QueueFill = 1, PartitionsOwned = 4, Backlog = 3_000_000 };
        var memory = scenario.Thresholds(new NoPlace()).Single(threshold => threshold.Name.StartsWith("memory", StringComparison.Ordinal));
        Assert.True(memory.Judge(Sampled.Measured(Enumerable.Range(0, 395).Select(At))).Held);
        Assert.False(memory.Judge(Sampled.Measured(Enumerable.Range(0, 395).Select(At).Select(sample => sample.AtS > 95 ? sample with { MemoryMb = 510 } : sample))).Held);
    }

    [Fact]
    public void Thresholds_TransactionIsGivenUpWhileTheSinkStands_Hold() =>
        Assert.Empty(Broken([.. Good.Select(sample => sample.AtS > 12 ? sample with { QueueFill = 0 } : sample)]));

    [Fact]
    public void Thresholds_ABatchReadAgainInAShortRun_Hold() =>
        Assert.Empty(Broken([.. Good.Select(sample => sample.AtS > 20 ? sample with { Consumed = sample.Consumed + 4_096 } : sample)]));

    private static List<string> Broken(Sample[] samples, int looks = 20, int changed = 0)
    {
        var measured = Sampled.Measured(samples) with
        {
            Counts = new Counts { Anomalies = 1, AnomalyRecords = 1, Delivered = 1 },
            Figures = new Dictionary<string, double> { ["looks at the group"] = looks, ["looks with other members"] = changed },
        };
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
