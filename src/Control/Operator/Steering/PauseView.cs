using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary>What a pause or its end has done, as lines of markup.</summary>
internal static class PauseView
{
    public static IEnumerable<string> Paused(PauseArguments arguments, PauseResponse response)
    {
        yield return $"[yellow]PAUSED[/] [grey](revision {response.Revision})[/]: " + arguments switch
        {
            { Feeders.Count: > 0 } => $"anomalies of {What(arguments)} are counted and not said; their readings go on into the windows.",
            { Partitions.Count: > 0 } => $"nothing of {What(arguments)} is scored until it is resumed, not after a restart either; readings wait in Kafka.",
            _ => "nothing is scored on any instance until it is resumed, not after a restart either; readings wait in Kafka.",
        };
        foreach (var line in Where(arguments.Feeders.Count > 0 ? "Silent" : "Goes on later", response.EffectiveFrom, response.PendingPartitions))
        {
            yield return line;
        }

        yield return $"End it with: gridflow resume{Options(arguments)}";
    }

    public static IEnumerable<string> Resumed(PauseArguments arguments, ResumeResponse response)
    {
        yield return $"[{ContractWords.Colour(response.State)}]{ContractWords.Of(response.State)}[/] [grey](revision {response.Revision})[/]: " + arguments switch
        {
            { Feeders.Count: > 0 } => $"anomalies of {What(arguments)} are said again.",
            { Partitions.Count: > 0 } => $"scoring of {What(arguments)} goes on with what came meanwhile.",
            _ => "nothing is paused any more; scoring goes on with what came meanwhile.",
        };
        foreach (var line in Where("Goes on", response.EffectiveFrom, response.PendingPartitions))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Where(string verb, Google.Protobuf.Collections.RepeatedField<PartitionOffset> from, Google.Protobuf.Collections.RepeatedField<int> pending)
    {
        if (from.Count > 0)
        {
            yield return $"{verb} from {OperatorText.Offsets(from)}.";
        }

        if (OperatorText.Pending(pending) is { } notYet)
        {
            yield return notYet;
        }
    }

    private static string What(PauseArguments arguments) => arguments.Feeders.Count > 0
        ? $"feeder {OperatorText.Safe(string.Join(", ", arguments.Feeders))}"
        : $"partition {string.Join(", ", arguments.Partitions)}";

    private static string Options(PauseArguments arguments) =>
        string.Concat(arguments.Partitions.Select(partition => $" --partition {partition}")) + OperatorText.Safe(string.Concat(arguments.Feeders.Select(feeder => $" --feeder {Quoted(feeder)}")));

    // To be copied into a shell.
    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
