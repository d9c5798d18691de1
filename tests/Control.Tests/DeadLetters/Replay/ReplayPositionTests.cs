using GridFlow.Control.CommandLine;
using Xunit;

namespace GridFlow.Control.DeadLetters.Replay;

public sealed class ReplayPositionTests
{
    [Fact]
    public void Of_SameChoice_IsTheSameWhateverElseIsSaid()
    {
        Assert.Equal(Of(["a", "b"]), Of(["b", "a", "b"]));
        Assert.Equal(Of(["a"]), Of(["a"], new ReplayArguments { Rate = 5, MaxReplays = 9, DryRun = true, FromStart = true }));
        Assert.Matches("^gridflow-dlq-replay-[0-9a-f]{12}$", Of([]));
    }

    [Fact]
    public void Of_AnotherChoice_IsAnother()
    {
        string[] positions =
        [
            Of([]), Of(["a"]), Of(["a", "b"]), Of([], topic: "other"), Of([], new ReplayArguments { To = "x" }), Of([], source: "t"), Of([], source: "t/1"), Of([], since: "2h"), Of([], until: "2h"),
        ];
        Assert.Equal(positions.Length, positions.Distinct().Count());
    }

    [Fact]
    public void Of_Name_IsThatName() => Assert.Equal("gridflow-dlq-replay-mine", Of(["a"], new ReplayArguments { Name = "mine" }));

    private static string Of(string[] codes, ReplayArguments? replay = null, string topic = "dlq", string? source = null, string? since = null, string? until = null) =>
        ReplayPosition.Of(topic, new DeadLetterArguments(DeadLetterTask.Replay, Json: false)
        {
            Choice = new DeadLetterChoice(codes, source is null ? null : SourcePlace.Parse(source), since is null ? null : TimeBound.Parse(since), until is null ? null : TimeBound.Parse(until)),
            Replay = replay ?? new ReplayArguments(),
        });
}
