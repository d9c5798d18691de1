using System.Diagnostics;
using Xunit;

namespace GridFlow.Integration;

/// <summary>Waits on conditions.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks again and again until nothing is missing.</summary>
    /// <param name="missing">What is still missing, as a phrase; null when all is there.</param>
    /// <param name="timeout">After this the test fails with what was missing last. Default 60 s.</param>
    public static async Task ThereAsync(Func<Task<string?>> missing, TimeSpan? timeout = null)
    {
        var began = Stopwatch.StartNew();
        while (await missing() is { } what)
        {
            if (began.Elapsed > (timeout ?? Patience))
            {
                Assert.Fail($"waited {began.Elapsed.TotalSeconds:F0} s in vain: {what}");
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks for a stretch of time whether something stays as it should be.</summary>
    /// <param name="span">How long.</param>
    /// <param name="broken">What is no longer as it should be; null while all is well.</param>
    public static async Task StaysAsync(TimeSpan span, Func<Task<string?>> broken)
    {
        for (var began = Stopwatch.StartNew(); began.Elapsed < span;)
        {
            if (await broken() is { } what)
            {
                Assert.Fail($"after {began.Elapsed.TotalSeconds:F1} s of {span.TotalSeconds:F0} s: {what}");
            }

            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
