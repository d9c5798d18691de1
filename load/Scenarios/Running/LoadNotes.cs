using GridFlow.Load.Scenarios.Traffic;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What a person should know of one load.</summary>
internal static class LoadNotes
{
    public static IEnumerable<string> Of(IStep step, LoadRun run)
    {
        // A closed load is never late.
        if (run.Lateness is { Count: > 0 } late)
        {
            yield return FormattableString.Invariant($"{step.Stats.Name}: begun late by p50 {late.P50Ms:0.##} ms, p99 {late.P99Ms:0.##} ms; that is in the latencies");
        }

        // Steps with answers have a table of their own, with what has failed.
        foreach (var (reason, count) in step is ReadingStep ? step.Stats.Result().Failures : new Dictionary<string, long>())
        {
            yield return FormattableString.Invariant($"{step.Stats.Name}: {count:N0} × {reason}");
        }
    }
}
