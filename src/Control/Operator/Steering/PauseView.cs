using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary>What a pause or its end has done, as lines of markup.</summary>
internal static class PauseView
{
    public static IEnumerable<string> Paused(PauseArguments arguments, PauseResponse response)
    {
        if (arguments.Feeders.Count > 0)
        {
            yield return $"{Word("[yellow]PAUSED[/]", response.Revision)} Anomalies of {What(arguments)} are counted and not said; readings go on into the windows.";
        }
        else
        {
            yield return $"{Word("[yellow]PAUSED[/]", response.Revision)} Of {What(arguments)} nothing is scored, on all instances and after restarts; readings wait in Kafka.";
        }

        foreach (var line in Where(arguments.Feeders.Count > 0 ? "Silent" : "Goes on later", response.EffectiveFrom, response.PendingPartitions))
        {
            yield return line;
        }

        yield return $"End it with: gridflow resume{Options(arguments)}";
    }

    public static IEnumerable<string> Resumed(PauseArguments arguments, ResumeResponse response)
    {
        yield return $"{Word($"[{ContractWords.Colour(response.State)}]{ContractWords.Of(response.State)}[/]", response.Revision)} "
            + (arguments.Feeders.Count > 0 ? $"Anomalies of {What(arguments)} are said again."
                : arguments.Partitions.Count > 0 ? $"Scoring of {What(arguments)} goes on with what came meanwhile."
                : "Nothing is paused any more; scoring goes on with what came meanwhile.");
        foreach (var line in Where("Goes on", response.EffectiveFrom, response.PendingPartitions))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Where(string verb, Google.Protobuf.Collections.RepeatedField<PartitionOffset> from, Google.Protobuf.Collections.RepeatedField<int> pending)
    {
        if (from.Count > 0)
        {
            yield return $"{verb}: {OperatorText.Offsets(from)}.";
        }

        if (OperatorText.Pending(pending) is { } notYet)
        {
            yield return notYet;
        }
    }

    private static string Word(string state, long revision) => $"{state} [grey](revision {revision})[/]";

    private static string What(PauseArguments arguments) => arguments switch
    {
        { Feeders.Count: > 0 } => $"feeder {OperatorText.Safe(string.Join(", ", arguments.Feeders))}",
        { Partitions.Count: > 0 } => $"partition {string.Join(", ", arguments.Partitions)}",
        _ => "all partitions",
    };

    private static string Options(PauseArguments arguments) =>
        string.Concat(arguments.Partitions.Select(partition => $" --partition {partition}")) + OperatorText.Safe(string.Concat(arguments.Feeders.Select(feeder => $" --feeder {feeder}")));
}
