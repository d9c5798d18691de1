using GridFlow.Telemetry;
using Microsoft.Extensions.Logging;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class ConditionBoardTests
{
    private readonly List<string> _log = [];
    private readonly ConditionBoard _board;

    public ConditionBoardTests() => _board = new ConditionBoard(new ListLogger(_log));

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
