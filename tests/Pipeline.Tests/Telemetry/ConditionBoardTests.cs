using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class ConditionBoardTests
{
    private readonly List<string> _log = [];
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _board;

    public ConditionBoardTests() => _board = new ConditionBoard(new ListLogger(_log), _time);

    [Fact]
    public void DurationOf_SeveralSubjects_IsTheLongestSinceItWasRaisedFirst()
    {
        Assert.Equal(TimeSpan.Zero, _board.DurationOf("a", "b"));
        _board.Raise("a", "away");
        _time.Advance(TimeSpan.FromSeconds(5));
        _board.Raise("b", "late");
        _board.Raise("a", "still away, for another reason");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((7, 2, 7, 0), (Seconds("a"), Seconds("b"), Seconds("b", "a"), Seconds("c")));
        _board.Clear("a");
        Assert.Equal(0, Seconds("a"));

        double Seconds(params string[] subjects) => _board.DurationOf(subjects).TotalSeconds;
    }

    [Fact]
    public void Raise_SameSentenceTwice_ShowsAndLogsItOnce()
    {
        _board.Raise("b", "away");
        _board.Raise("b", "away");
        _board.Raise("a", "late");
        Assert.Equal(["late", "away"], _board.Sentences);
        Assert.Equal(["Warning b: away", "Warning a: late"], _log);
        Assert.True(_board.IsRaised("b"));
    }

    [Fact]
    public void Clear_Raised_TakesItAwayAndLogsThatOnce()
    {
        _board.Raise("b", "away");
        _board.Clear("b");
        _board.Clear("b");
        Assert.Empty(_board.Sentences);
        Assert.False(_board.IsRaised("b"));
        Assert.Equal(["Warning b: away", "Information b: well again"], _log);
    }

    private sealed class ListLogger(List<string> log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add($"{logLevel} {formatter(state, exception)}");
    }
}
