using GridFlow.Control.CommandLine;
using Xunit;

namespace GridFlow.Control.DeadLetters.Replay;

public sealed class ReplayJudgeTests
{
    private static readonly Dictionary<string, int> Topics = new() { ["sensor-readings"] = 4, ["other"] = 1, ["anomalies"] = 4 };

    [Theory]
    [InlineData("0", null)]
    [InlineData("2", null)]
    [InlineData("3", SkipReason.ReplayedTooOften)]
    [InlineData("nonsense", SkipReason.ReplayedTooOften)]
    public void Skips_ReplayedBefore_StopsAtTheLimit(string count, string? reason) =>
        Assert.Equal(reason, Skips(DeadLetterSample.Record(original: [("gridflow.replay.count", count)])));

    [Fact]
    public void Skips_NoSource_SendsItOnlyToAnotherTopic()
    {
        Assert.Equal(SkipReason.NoSource, Skips(DeadLetterSample.Record(code: null)));
        Assert.Null(Skips(DeadLetterSample.Record(code: null), new ReplayArguments { To = "other" }));
    }

    [Fact]
    public void Skips_TopicThatIsGone_SaysSo()
    {
        Assert.Equal(SkipReason.NoTopic, Skips(DeadLetterSample.Record(source: "gone")));
        Assert.Null(Skips(DeadLetterSample.Record(source: "gone"), new ReplayArguments { To = "other" }));
    }

    [Fact]
    public void Skips_SomethingLeftOut_IsNotTheOriginal() => Assert.Equal(SkipReason.Incomplete, Skips(DeadLetterSample.Record(more: [("gridflow.value.omitted.bytes", "9")])));

    [Fact]
    public void Skips_ClockAhead_IsSentOnlyWhenAskedForByName()
    {
        var ahead = DeadLetterSample.Record(code: "clock_ahead");
        Assert.Equal(SkipReason.ClockAhead, Skips(ahead));
        Assert.Null(Skips(ahead, codes: ["clock_ahead"]));
    }

    [Theory]
    [InlineData("influx_rejected", "anomalies")]
    [InlineData("anomaly_unwritable", "anomalies-of-last-year")]
    [InlineData("anomaly_unreadable", "anomalies")]
    [InlineData("a_code_of_a_newer_version", "anomalies")]
    public void Skips_AnAnomaly_IsSentOnlyToAnotherTopic(string code, string source)
    {
        // Asked for by name, too: that says which, not that its readers may have it twice.
        Assert.Equal(SkipReason.Anomaly, Skips(DeadLetterSample.Record(code: code, source: source), codes: [code]));
        Assert.Null(Skips(DeadLetterSample.Record(code: code, source: source), new ReplayArguments { To = "other" }));
    }

    private static string? Skips(DeadLetterRecord record, ReplayArguments? arguments = null, params string[] codes) =>
        new ReplayJudge(arguments ?? new ReplayArguments(), new DeadLetterFilter(new DeadLetterChoice(codes, null, null, null), DeadLetterSample.Noon), "anomalies", Topics).Skips(record);
}
