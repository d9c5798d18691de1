namespace GridFlow.Control.Terminal;

/// <summary>Keeps the last warning of the log for the live view, which a written line would tear.</summary>
internal sealed class RecentWarnings(TimeProvider time) : ILoggerProvider
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private volatile Entry? _last;

    /// <summary>The last warning; null when there was none for a while.</summary>
    public string? Last => _last is { } entry && time.GetElapsedTime(entry.Timestamp) < Lifetime ? entry.Text : null;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed record Entry(long Timestamp, string Text);

    private sealed class Logger(RecentWarnings owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}";
                owner._last = new Entry(owner.Now, text.ReplaceLineEndings(" "));
            }
        }
    }

    private long Now => time.GetTimestamp();
}
