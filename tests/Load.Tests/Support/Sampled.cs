using GridFlow.Load.Scenarios.Reporting;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Support;

/// <summary>Made-up measurements: always the same.</summary>
internal static class Sampled
{
    public static Measured Measured(params IEnumerable<Sample> samples) =>
        new() { Steps = [Anomalies()], Samples = [.. samples], Counts = new Counts(), Figures = new Dictionary<string, double>(), Stops = [new PoliteStop(0, TimeSpan.FromSeconds(1))] };

    public static StepStats Anomalies()
    {
        var stats = new StepStats(Scenario.Anomaly);
        for (var i = 1; i <= 2_000; i++)
        {
            stats.Answered(TimeSpan.FromMilliseconds(i), TimeSpan.FromMilliseconds(5 + (i % 100 == 0 ? i / 20.0 : i % 17)));
        }

        return stats;
    }

    public static LoadReport Report(bool held = true, bool failed = false)
    {
        var step = Anomalies();
        step.Refused("gone & <lost>", 2);
        var measured = Measured(Enumerable.Range(0, 20).Select(At));
        return new LoadReport
        {
            Version = "0.1.0",
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            CommandLine = RunEnvironment.CommandLine(["run", "steady", "--Kafka:Properties:sasl.password=hunter2"]),
            Environment = new Dictionary<string, string> { ["cores"] = "2", ["kafka"] = "embedded <broker>" },
            Scenarios =
            [
                new ScenarioResult
                {
                    Name = "steady",
                    Summary = "10,000 readings/s, evenly",
                    Load = ["reading: 10,000/s for 10 s"],
                    DurationS = 12.3,
                    Counts = new Counts { Offered = 100_000, OfferedPerS = 9_999.5, Acknowledged = 140_000, AnomalyRecords = 4_001, Anomalies = 4_000, Injected = 12, Missed = held ? 0 : 1 },
                    Steps = [step.Result()],
                    Thresholds =
                    [
                        StandardThresholds.Latency(100).Judge(measured),
                        Threshold.Most("large injected anomalies not found", 0, "", _ => held ? 0 : 1).Judge(measured),
                    ],
                    Notes = ["a note with <angle brackets> & more"],
                    Events = [new RunEvent(4.2, "sink stops"), new RunEvent(7.5, "sink is back")],
                    Samples = measured.Samples,
                    Topics = ["readings", "anomalies", "dead"],
                },
            ],
            Failures = failed ? [new ScenarioFailure("ramp", "it <did> not start")] : [],
        };
    }

    public static Sample At(int second) => new()
    {
        AtS = second / 2.0,
        OfferedPerS = 10_000,
        SentPerS = 9_990 + second,
        SettledPerS = 9_980 + second,
        AnomaliesPerS = 400,
        P50Ms = second == 9 ? 0 : 12 + second,
        P99Ms = second == 9 ? 0 : 40 + second,
        MaxMs = second == 9 ? 0 : 80 + second,
        Backlog = 100 * second,
        QueueFill = second == 10 ? null : second / 40.0,
        MemoryMb = 200 + second,
        MetersTracked = 1_000,
        PartitionsOwned = 4,
        Consumed = 40_000 + (second * 5_000),
    };
}
