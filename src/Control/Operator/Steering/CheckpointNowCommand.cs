using GridFlow.Control.CommandLine;
using GridFlow.Control.Terminal;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary><c>gridflow checkpoint now</c>.</summary>
internal static class CheckpointNowCommand
{
    public static async Task<int> RunAsync(CheckpointNowArguments arguments, OperatorContext context)
    {
        var response = await context.Client.Service.TriggerCheckpointAsync(new TriggerCheckpointRequest { Reason = arguments.Reason }, context.Client.Once);
        context.Answer(response, console =>
        {
            foreach (var line in Lines(response))
            {
                console.Show(line);
            }
        });
        return ExitCode.Done;
    }

    private static IEnumerable<string> Lines(TriggerCheckpointResponse response)
    {
        if (response.Snapshots.Count == 0)
        {
            yield return "No partition of this instance has detector state: nothing to keep.";
            yield break;
        }

        var all = response.Checkpoint;
        yield return $"Snapshots taken: {response.Snapshots.Count}, {Figures.Bytes(all.SizeBytes)} in {Figures.Milliseconds(all.Duration.ToTimeSpan().TotalMilliseconds)}, durable. Look at one with: gridflow checkpoint inspect NAME";
        foreach (var snapshot in response.Snapshots)
        {
            yield return $"  {OperatorText.Safe(snapshot.Id)} [grey]{Figures.Bytes(snapshot.SizeBytes)}[/]";
        }
    }
}
