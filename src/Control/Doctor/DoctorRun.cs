using GridFlow.Control.Configuration;

namespace GridFlow.Control.Doctor;

/// <summary>Runs all checks at the same time, each for a limited time: one that hangs or fails never hides another.</summary>
/// <param name="checks">In the order of the report.</param>
/// <param name="limit">For each.</param>
/// <param name="time">The clock.</param>
internal sealed class DoctorRun(IReadOnlyList<ICheck> checks, TimeSpan limit, TimeProvider time)
{
    // A probe that was written is removed by the check that wrote it, after its time is over, too.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs them.</summary>
    public async Task<DoctorReport> RunAsync(CancellationToken stop)
    {
        var found = await Task.WhenAll(checks.Select(check => RunAsync(check, stop)));
        return DoctorReport.Of([.. found.SelectMany(findings => findings)]);
    }

    private async Task<IReadOnlyList<Finding>> RunAsync(ICheck check, CancellationToken stop)
    {
        var findings = new Findings(check.Subject);
        using var watch = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, watch.Token);
        // On a thread of its own, and left alone when it does not heed the token: some clients block.
        var work = Task.Run(() => check.RunAsync(findings, either.Token), CancellationToken.None);
        try
        {
            await work.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            findings.Problem($"gave no answer in {DurationText.Words(limit)} (--timeout)", check.Advice);
        }
#pragma warning disable CA1031 // Whatever it is, the report goes on and says it.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            findings.Problem($"the check failed: {e.GetType().Name}: {e.Message}", check.Advice);
        }
        finally
        {
            findings.Close();
            await Task.WhenAny(work, Task.Delay(Grace, time, CancellationToken.None));
        }

        return findings.Close();
    }
}
