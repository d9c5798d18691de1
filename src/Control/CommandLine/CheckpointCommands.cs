using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow checkpoint</c> and the commands below it.</summary>
internal static class CheckpointCommands
{
    /// <summary>Builds them.</summary>
    /// <param name="action">What runs them.</param>
    /// <param name="config">The option <c>--config</c>.</param>
    public static Command Build(Func<CheckpointArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var name = new Argument<string>("NAME") { Description = "As list shows it: group/topic/partition/offset; partition/offset when that is clear." };
        return new Command("checkpoint", "Snapshots of detector state in Checkpoints:Store: what is there, and whether it is whole. All but now need no running gridflow.")
        {
            Child(CheckpointTask.List, "Which snapshots there are, newest first.", null, action, config),
            Child(CheckpointTask.Inspect, "All about one snapshot; reads all of it.", name, action, config),
            Child(CheckpointTask.Verify, "Reads every byte of the snapshots; exit code 1 when one is damaged.", null, action, config),
        };
    }

    private static Command Child(CheckpointTask task, string description, Argument<string>? name, Func<CheckpointArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var group = new Option<string?>("--group") { Description = "Only this consumer group.", HelpName = "NAME" };
        var topic = new Option<string?>("--topic") { Description = "Only this topic.", HelpName = "NAME" };
        var partition = new Option<int?>("--partition") { Description = "Only this partition.", HelpName = "N", CustomParser = Partition };
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout." };
        var command = new Command(task.ToString().ToLowerInvariant(), description) { group, topic, partition, json, config };
        if (name is not null)
        {
            command.Add(name);
        }

        command.SetAction((parsed, _) => action(
            new CheckpointArguments(task, name is null ? null : parsed.GetValue(name), parsed.GetValue(group), parsed.GetValue(topic), parsed.GetValue(partition), parsed.GetValue(json)),
            new CommonArguments(parsed.GetValue(config), [])));
        return command;
    }

    /// <summary>Reads the number of a partition.</summary>
    public static int? Partition(ArgumentResult result) => Partition(result, result.Tokens[0].Value);

    /// <summary>Reads one of several.</summary>
    public static int? Partition(ArgumentResult result, string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
        {
            return partition;
        }

        result.AddError($"'{text}' is not the number of a partition (--partition).");
        return null;
    }
}
