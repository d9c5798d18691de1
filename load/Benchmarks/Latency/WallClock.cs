namespace GridFlow.Load.Benchmarks.Latency;

/// <summary>The clock that the broker on this machine stamps with.</summary>
internal static class WallClock
{
    public static long NowUs() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
